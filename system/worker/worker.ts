import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api'
import type { Host } from '../shared/host.ts'
import { createErrorMessage, createMessage, parseMessage } from '../shared/protocol/envelope.ts'
import { MASTER_SHUTDOWN, MASTER_SHUTDOWN_ACK } from '../shared/protocol/messages.ts'
import type { AssignedAccount } from '../shared/protocol/payloads.ts'
import { messageAttributes } from '../shared/telemetry/message-attributes.ts'
import { startTelemetry, type Telemetry } from '../shared/telemetry/telemetry.ts'
import { continueTrace } from '../shared/telemetry/trace-context.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { withinLimit } from '../shared/within-limit.ts'
import { AccountRunner } from './account-runner.ts'
import { AccountStatusReporter } from './account-status-reporter.ts'
import { type WorkerConfig, workerConfig } from './config.ts'
import { HeartbeatSender } from './heartbeat-sender.ts'
import { MasterConnection } from './master-connection.ts'
import { DataPusher } from './platforms/base/data-pusher.ts'
import { register } from './registration.ts'
import { WorkerBridge } from './worker-bridge.ts'

/** How long the last round and its answers may take, and then the last sync. */
const finishLimitMs = 10_000
const registerRetryMs = 5000

/** Starts a worker. Rejects with a sentence where its settings are wrong. */
export async function startWorker(host: Host): Promise<Worker> {
  const config = workerConfig(host.env)
  const telemetry = startTelemetry({ serviceName: 'hiscrm-worker', host })
  const worker = new Worker(config, host, telemetry)
  const { hostname, port } = new URL(config.masterUrl)
  const attributes = {
    'hiscrm.worker.id': config.workerId,
    'server.address': hostname,
    'server.port': Number(port),
  }
  const options = { root: true, detached: true, attributes }
  await withSpan(telemetry.tracer, 'worker.start', options, () => worker.open())
  host.onLeaveRequest((reason) => worker.leave(reason))
  return worker
}

/** A worker process: its connection, its heartbeat, its accounts. */
export class Worker {
  readonly #config: WorkerConfig
  readonly #host: Host
  readonly #telemetry: Telemetry
  readonly #connection: MasterConnection
  readonly #bridge: WorkerBridge
  readonly #heartbeat: HeartbeatSender
  readonly #dataPusher: DataPusher
  readonly #statuses: AccountStatusReporter
  readonly #accounts = new Map<string, AccountRunner>()
  #retry: NodeJS.Timeout | undefined
  #left: Promise<void> | undefined

  constructor(config: WorkerConfig, host: Host, telemetry: Telemetry) {
    this.#config = config
    this.#host = host
    this.#telemetry = telemetry
    this.#connection = new MasterConnection(config, host, telemetry, {
      onConnect: () => this.#register(),
      onDisconnect: () => this.#statuses.onDisconnected(),
      onMessage: (raw, answer) => this.#receive(raw, answer),
    })
    this.#bridge = new WorkerBridge({
      socket: this.#connection.socket,
      workerId: config.workerId,
      ackTimeoutMs: config.ackTimeoutMs,
      telemetry,
    })
    const sender = { bridge: this.#bridge, workerId: config.workerId, telemetry }
    this.#dataPusher = new DataPusher(sender)
    this.#statuses = new AccountStatusReporter(sender)
    this.#heartbeat = new HeartbeatSender({
      config,
      host,
      bridge: this.#bridge,
      telemetry,
      activeTasks: () => this.#accounts.size,
      onUnknown: () => this.#register(),
    })
  }

  open(): void {
    this.#connection.open()
    this.#heartbeat.start()
  }

  /** Ends the worker's work in order, then the process. Resolves when all is done. */
  leave(reason: string): Promise<void> {
    this.#left ??= this.#leave(reason)
    return this.#left
  }

  async #register(): Promise<void> {
    clearTimeout(this.#retry)
    const { workerId } = this.#config
    try {
      const accounts = await register(this.#bridge, workerId, this.#telemetry)
      this.#telemetry.log.info(`Registered with Master; ${accounts.length} accounts to watch.`, {
        event: 'worker.registered',
        'hiscrm.worker.id': workerId,
        'hiscrm.account.count': accounts.length,
      })
      this.#watch(accounts)
      this.#statuses.onRegistered()
    } catch (error) {
      this.#telemetry.log.error('Could not register with Master; it is tried again.', {
        event: 'worker.register_failed',
        error,
        'hiscrm.worker.id': workerId,
      })
      if (this.#left !== undefined) return
      this.#retry = setTimeout(() => {
        if (this.#connection.socket.connected) this.#register()
      }, registerRetryMs)
    }
  }

  /** Starts the accounts that are new here and lets go of those that are no longer ours. */
  #watch(accounts: readonly AssignedAccount[]): void {
    if (this.#left !== undefined) return
    for (const account of accounts) {
      if (this.#accounts.has(account.id)) continue
      const runner = new AccountRunner({
        account,
        config: this.#config,
        host: this.#host,
        dataPusher: this.#dataPusher,
        onHealth: (status) => this.#statuses.note(account.id, status),
        telemetry: this.#telemetry,
      })
      this.#accounts.set(account.id, runner)
      runner.start()
    }
    const wanted = new Set(accounts.map(({ id }) => id))
    for (const [id, runner] of this.#accounts) {
      if (wanted.has(id)) continue
      this.#accounts.delete(id)
      runner
        .finish()
        .finally(() => runner.close())
        .finally(() => this.#statuses.forget(id))
    }
  }

  async #receive(raw: unknown, answer: (message: unknown) => void): Promise<void> {
    const parsed = parseMessage(raw, 'master-to-worker')
    if (!parsed.ok || parsed.message.type !== MASTER_SHUTDOWN) {
      const error = parsed.ok ? `Unknown message type: ${parsed.message.type}` : parsed.error
      const code = parsed.ok ? 'UNKNOWN_TYPE' : parsed.code
      const type = parsed.ok ? parsed.message.type : parsed.type
      this.#telemetry.log.warn(`A message of Master was refused: ${error}.`, {
        event: 'message.refused',
        'hiscrm.message.refusal': code,
      })
      answer(createErrorMessage(type, code, error))
      return
    }
    const { message } = parsed
    const attributes = {
      ...messageAttributes('process', message, this.#connection.socket.id),
      'hiscrm.worker.id': this.#config.workerId,
    }
    await withSpan(
      this.#telemetry.tracer,
      'worker.receive',
      {
        kind: SpanKind.CONSUMER,
        attributes,
        parent: continueTrace(ROOT_CONTEXT, message.trace),
      },
      () => {
        const { requestId } = message
        answer(createMessage(MASTER_SHUTDOWN_ACK, { success: true }, { requestId }))
      },
    )
    this.leave(`${MASTER_SHUTDOWN} (${message.payload.reason})`)
  }

  async #leave(reason: string): Promise<void> {
    const { tracer, log } = this.#telemetry
    const attributes = {
      'hiscrm.worker.id': this.#config.workerId,
      'hiscrm.leave.reason': reason,
    }
    await withSpan(tracer, 'worker.leave', { root: true, attributes }, async () => {
      clearTimeout(this.#retry)
      const runners = [...this.#accounts.values()]
      await this.#inTime(
        'finish its rounds',
        runners.map((runner) => runner.finish()),
      )
      await this.#inTime(
        'sync a last time',
        runners.map((runner) => runner.lastSync()),
      )
      await this.#inTime('hear of its last heartbeat', [
        this.#heartbeat.stop(),
        this.#statuses.stop(),
      ])
      this.#connection.close()
      await this.#inTime(
        'close its browsers',
        runners.map((runner) => runner.close()),
      )
    })
    log.info('The worker has ended its work.', { event: 'worker.left', ...attributes })
    await this.#telemetry.shutdown()
    this.#host.leave(0)
  }

  /** Waits for a step of leaving; one that takes too long or fails is logged and passed over. */
  async #inTime(what: string, work: readonly Promise<void>[]): Promise<void> {
    try {
      await withinLimit(Promise.all(work), finishLimitMs, `The worker could not ${what}`)
    } catch (error) {
      this.#telemetry.log.error(`Leaving is incomplete: the worker could not ${what}.`, {
        event: 'worker.leave_incomplete',
        error,
        'hiscrm.worker.id': this.#config.workerId,
      })
    }
  }
}
