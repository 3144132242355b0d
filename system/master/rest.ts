import { type Context, Hono } from 'hono'
import type { Socket } from 'socket.io'
import { z } from 'zod'
import { errorText } from '../shared/errors.ts'
import { firstIssue } from '../shared/settings.ts'
import { serviceVersion, type Telemetry } from '../shared/telemetry/telemetry.ts'
import type { AccountAssigner } from './account-assigner.ts'
import type { DataStore } from './data-store.ts'
import type { DataSyncReceiver } from './data-sync-receiver.ts'
import type { Supervisor } from './supervisor.ts'
import { isToken } from './tokens.ts'
import { streams } from './worker-logs.ts'
import type { WorkerRegistry } from './worker-registry.ts'
import type { WorkerRestarter } from './worker-restarter.ts'

export interface RestOptions {
  adminToken: string
  accountIds: ReadonlySet<string>
  startedAt: number
  store: DataStore
  receiver: DataSyncReceiver
  registry: WorkerRegistry<Socket>
  assigner: AccountAssigner
  supervisor: Supervisor
  restarter: WorkerRestarter
  telemetry: Telemetry
}

/**
 * Master's REST interface. `/health` is open; everything under `/api` needs
 * `Authorization: Bearer <admin token>`. Answers are `{success: true, data}` or
 * `{success: false, error}` with one sentence.
 */
export function restApp(options: RestOptions): Hono {
  const app = new Hono()
  app.get('/health', (c) => c.json({ status: 'ok', timestamp: Date.now() }))
  app.use('/api/*', async (c, next) => {
    const [scheme, token] = c.req.header('authorization')?.split(' ') ?? []
    if (scheme === 'Bearer' && isToken(token, options.adminToken)) return next()
    c.header('www-authenticate', 'Bearer')
    return failure(c, 401, 'Not allowed: send Authorization: Bearer with Master’s admin token.')
  })
  app.get('/api/v1/status', (c) => success(c, status(options)))
  app.get('/api/v1/accounts/:id/data', (c) => accountData(c, options))
  app.get('/api/v1/workers', (c) => success(c, workers(options)))
  app.post('/api/v1/workers/:id/restart', (c) => restart(c, options))
  app.get('/api/v1/workers/:id/logs', (c) => logs(c, options))
  app.notFound((c) => failure(c, 404, `There is no ${c.req.method} ${c.req.path} here.`))
  app.onError((error, c) => {
    options.telemetry.log.error(`${c.req.method} ${c.req.path} failed.`, {
      event: 'request.failed',
      error,
    })
    return failure(c, 500, 'Master could not do it; its log says why.')
  })
  return app
}

function success(c: Context, data: unknown, status: 200 | 202 = 200): Response {
  return c.json({ success: true, data }, status)
}

function failure(c: Context, status: 400 | 401 | 404 | 500 | 502, error: string): Response {
  return c.json({ success: false, error }, status)
}

function status(options: RestOptions) {
  const { startedAt, store, receiver, registry } = options
  const all = registry.all().length
  const online = registry.online().length
  return {
    version: serviceVersion,
    uptimeMs: Date.now() - startedAt,
    workers: { total: all, online, offline: all - online },
    accounts: accounts(options),
    dataStore: store.stats(),
    dataSync: receiver.stats(),
  }
}

/** How each account fares; unknown while its worker is away or has not told. */
function accounts({ accountIds, registry, assigner }: RestOptions) {
  return Array.from(accountIds, (id) => {
    const workerId = assigner.workerOf(id) ?? null
    const worker = workerId === null ? undefined : registry.get(workerId)
    const told = worker?.status === 'online' ? worker.accountHealth.get(id) : undefined
    return {
      id,
      workerId,
      health: told?.health ?? 'unknown',
      problems: (told?.problems ?? []).map(({ problem, since, message }) => ({
        problem,
        sinceMs: since,
        message,
      })),
      sinceMs: told?.since ?? null,
    }
  })
}

function accountData(c: Context, { store, accountIds }: RestOptions): Response {
  const id = c.req.param('id') ?? ''
  const data = store.accountData(id)
  if (data !== undefined) return success(c, data)
  if (accountIds.has(id)) return failure(c, 404, 'Nothing was received for this account yet.')
  return failure(c, 404, 'There is no such account.')
}

function workers({ registry, supervisor, assigner }: RestOptions) {
  const ids = new Set([
    ...supervisor.workerIds(),
    ...registry.all().map(({ workerId }) => workerId),
  ])
  return [...ids].map((id) => {
    const worker = registry.get(id)
    return {
      worker_id: id,
      status: worker?.status ?? 'offline',
      version: worker?.version ?? null,
      registered_at: worker?.registeredAt ?? null,
      last_heartbeat: worker?.lastHeartbeatAt ?? null,
      active_tasks: worker?.activeTasks ?? 0,
      memory_usage: worker?.memoryMb ?? null,
      cpu_usage: worker?.cpuPercent ?? null,
      assigned_accounts: assigner.accountsOf(id),
      process: supervisor.process(id)?.status ?? null,
    }
  })
}

async function restart(c: Context, { restarter, telemetry }: RestOptions): Promise<Response> {
  const id = c.req.param('id') ?? ''
  try {
    const how = await restarter.restart(id)
    if (how === undefined) return failure(c, 404, 'There is no such worker.')
    return success(c, { worker_id: id, restarted: how }, 202)
  } catch (error) {
    telemetry.log.error(`Could not restart the worker ${id}.`, {
      event: 'restart.failed',
      error,
      'hiscrm.worker.id': id,
    })
    return failure(c, 502, errorText(error))
  }
}

const logQuery = z.object({
  tail: z.coerce.number().int().min(0).max(1000).default(100),
  stream: z.enum(streams).default('stdout'),
})

function logs(c: Context, { supervisor, registry }: RestOptions): Response {
  const id = c.req.param('id') ?? ''
  const process = supervisor.process(id)
  if (process === undefined) {
    const known = registry.get(id) !== undefined
    return failure(
      c,
      404,
      known ? 'This worker runs elsewhere; its output is there.' : 'There is no such worker.',
    )
  }
  const query = logQuery.safeParse({ tail: c.req.query('tail'), stream: c.req.query('stream') })
  if (!query.success)
    return failure(c, 400, `Could not read the query: ${firstIssue(query.error)}.`)
  const { tail, stream } = query.data
  return success(c, { worker_id: id, stream, lines: process.logs.tail(stream, tail) })
}
