import { createServer, type Server as HttpServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { context, trace } from '@opentelemetry/api'
import { Server, type Socket } from 'socket.io'
import type { Host } from '../shared/host.ts'
import { gauge } from '../shared/telemetry/instruments.ts'
import { startTelemetry, type Telemetry } from '../shared/telemetry/telemetry.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { AccountAssigner } from './account-assigner.ts'
import { type MasterConfig, masterConfig } from './config.ts'
import type { DataStore } from './data-store.ts'
import { DataSyncReceiver } from './data-sync-receiver.ts'
import { HeartbeatMonitor } from './heartbeat-monitor.ts'
import { MessageHandler } from './message-handler.ts'
import { restApp } from './rest.ts'
import { StoreDatabase } from './store-database.ts'
import { loadStore } from './store-persistence.ts'
import { Supervisor } from './supervisor.ts'
import { loadTokens, type Tokens } from './tokens.ts'
import { WorkerNamespace } from './worker-namespace.ts'
import { WorkerRegistry } from './worker-registry.ts'
import { WorkerRestarter } from './worker-restarter.ts'

const requestsLimitMs = 1000

export interface Master {
  /** The port that is really listened on. */
  port: number
  /** Ends Master's work in order, workers first, then the process. */
  leave(reason: string): Promise<void>
}

/**
 * Starts Master. Rejects with a sentence where its settings are wrong, its store cannot be read or
 * its port is taken; then nothing is left running.
 */
export async function startMaster(host: Host): Promise<Master> {
  const config = masterConfig(host)
  const telemetry = startTelemetry({ serviceName: 'hiscrm-master', host })
  try {
    return await withSpan(
      telemetry.tracer,
      'master.start',
      { root: true, detached: true },
      async (span) => {
        using stack = new DisposableStack()
        const database = stack.use(new StoreDatabase(host))
        const store = await loadStore(database, telemetry, trace.setSpan(context.active(), span))
        const master = await start({ host, config, telemetry, store, database })
        stack.move()
        span.setAttributes({ 'server.address': config.host, 'server.port': master.port })
        return master
      },
    )
  } catch (error) {
    await telemetry.shutdown()
    throw error
  }
}

interface Beginning {
  host: Host
  config: MasterConfig
  telemetry: Telemetry
  store: DataStore
  /** Closed when Master leaves. */
  database: Disposable
}

async function start(beginning: Beginning): Promise<Master> {
  const { host, config, telemetry, database } = beginning
  const tokens = loadTokens(config, host, telemetry.log)
  const http = createServer()
  // Only a bound port tells the workers where to dial, so it is bound before they are made.
  const port = await host.listen(http, config.port, config.host)
  const parts = { ...assemble(beginning, tokens, http, port), database }
  telemetry.log.info(`Master listens on http://${config.host}:${port}.`, {
    event: 'master.listening',
    'server.address': config.host,
    'server.port': port,
  })
  parts.supervisor.startAll()
  parts.monitor.start()
  let left: Promise<void> | undefined
  const leave = (reason: string): Promise<void> => {
    left ??= leaveInOrder(host, telemetry, parts, reason)
    return left
  }
  host.onLeaveRequest(leave)
  return { port, leave }
}

interface Parts {
  http: HttpServer
  io: Server
  supervisor: Supervisor
  monitor: HeartbeatMonitor
  database: Disposable
}

function assemble(
  { host, config, telemetry, store }: Beginning,
  tokens: Tokens,
  http: HttpServer,
  port: number,
): Omit<Parts, 'database'> {
  const registry = new WorkerRegistry<Socket>()
  const accountIds = new Set(config.accounts.map(({ id }) => id))
  const started = config.workers.filter(({ auto_start }) => auto_start)
  const assigner = new AccountAssigner(
    config.accounts,
    started.map(({ worker_id }) => worker_id),
  )
  const receiver = new DataSyncReceiver(store, accountIds, telemetry)
  const { log } = telemetry
  const supervisor = new Supervisor({ config, host, log, port, workerToken: tokens.worker })
  const restarter = new WorkerRestarter({ registry, supervisor, limits: config, telemetry })
  const app = restApp({
    adminToken: tokens.admin,
    accountIds,
    startedAt: Date.now(),
    store,
    receiver,
    registry,
    assigner,
    supervisor,
    restarter,
    telemetry,
  })
  http.on('request', getRequestListener(app.fetch))
  const io = new Server(http, {
    transports: ['websocket'],
    maxHttpBufferSize: config.maxHttpBufferSize,
    perMessageDeflate: false,
    serveClient: false,
  })
  new WorkerNamespace({
    io,
    token: tokens.worker,
    maxMessageBytes: config.maxHttpBufferSize,
    registry,
    handler: new MessageHandler({ registry, assigner, receiver, telemetry }),
    telemetry,
  })
  observe(telemetry, store, registry)
  return { http, io, supervisor, monitor: new HeartbeatMonitor(registry, config, log) }
}

function observe({ meter }: Telemetry, store: DataStore, registry: WorkerRegistry<Socket>): void {
  gauge(meter, 'master.workers.online', (result) => result.observe(registry.online().length))
  gauge(meter, 'master.store.accounts', (result) => result.observe(store.stats().totalAccounts))
  gauge(meter, 'master.store.items', (result) => {
    const stats = store.stats()
    result.observe(stats.totalContents, { 'hiscrm.collection': 'contents' })
    result.observe(stats.totalComments, { 'hiscrm.collection': 'comments' })
    result.observe(stats.totalConversations, { 'hiscrm.collection': 'conversations' })
    result.observe(stats.totalMessages, { 'hiscrm.collection': 'messages' })
  })
}

async function leaveInOrder(
  host: Host,
  telemetry: Telemetry,
  { http, io, supervisor, monitor, database }: Parts,
  reason: string,
): Promise<void> {
  const attributes = { 'hiscrm.leave.reason': reason }
  await withSpan(telemetry.tracer, 'master.leave', { root: true, attributes }, async () => {
    // Workers sync a last time while they leave, so Master still listens meanwhile.
    await supervisor.stopAll()
    monitor.stop()
    await closeConnections(io, http)
    database[Symbol.dispose]()
  })
  telemetry.log.info('Master has ended its work.', { event: 'master.left', ...attributes })
  await telemetry.shutdown()
  host.leave(0)
}

/** Requests that are still under way get a moment to be answered; then their connections go. */
async function closeConnections(io: Server, http: HttpServer): Promise<void> {
  const impatience = setTimeout(() => http.closeAllConnections(), requestsLimitMs)
  await io.close()
  clearTimeout(impatience)
}
