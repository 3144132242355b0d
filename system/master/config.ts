import { z } from 'zod'
import { OperatorError } from '../shared/errors.ts'
import type { Host } from '../shared/host.ts'
import { itemId } from '../shared/protocol/models.ts'
import { proxySchema, workerId } from '../shared/protocol/payloads.ts'
import { envInteger, envText, firstIssue, parseJson } from '../shared/settings.ts'

const ms = z.number().int().min(10).max(86_400_000)
const token = z.string().min(8)

const accountSchema = z.strictObject({
  id: itemId,
  platform: z.enum(['douyin']),
  account_name: z.string().max(200),
  /** Milliseconds between crawl rounds; the worker's own setting unless given. */
  monitor_interval: z.number().int().min(10).max(86_400_000).nullable().default(null),
  /** The worker that watches it; the one with the fewest accounts unless given. */
  worker_id: workerId.optional(),
  proxy: proxySchema.nullable().default(null),
})
export type AccountConfig = z.infer<typeof accountSchema>

const workerSchema = z.strictObject({
  worker_id: workerId,
  env: z.record(z.string(), z.string()).default({}),
  node_options: z.array(z.string()).default([]),
  auto_start: z.boolean().default(true),
})
export type WorkerProcessConfig = z.infer<typeof workerSchema>

const configSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535).default(3000),
  host: z.string().min(1).default('127.0.0.1'),
  /** What workers and operators show; one that is not given is made and kept in the data folder. */
  workerToken: token.optional(),
  adminToken: token.optional(),
  accounts: z.array(accountSchema).default([]),
  workers: z.array(workerSchema).default([]),
  heartbeatTimeoutMs: ms.default(30_000),
  heartbeatCheckMs: ms.default(10_000),
  /** Largest message on the socket, in bytes. */
  maxHttpBufferSize: z.number().int().min(1000).max(1e9).default(10e6),
  /** How long a worker may take to leave before it is killed. */
  stopTimeoutMs: ms.default(30_000),
  /** Pause before a crashed worker is started again; it doubles with every crash. */
  restartDelayMs: ms.default(1000),
  /** Crashes in a row after which a worker is given up. */
  maxRestarts: z.number().int().min(0).max(1000).default(5),
  /** A worker that ran this long has not crashed in a row. */
  stableAfterMs: ms.default(60_000),
})
export type MasterConfig = z.infer<typeof configSchema>

/**
 * Reads the file that MASTER_CONFIG names, if it does, and lets PORT, HOST, WORKER_TOKEN and
 * ADMIN_TOKEN override it. A wrong value is refused by name, with what is allowed.
 */
export function masterConfig(host: Pick<Host, 'env' | 'readText'>): MasterConfig {
  const { env } = host
  const path = envText(env, 'MASTER_CONFIG')
  const parsed = configSchema.safeParse(path === undefined ? {} : readJson(host, path))
  if (!parsed.success) {
    throw new OperatorError(`Could not use the configuration ${path}: ${firstIssue(parsed.error)}.`)
  }
  const file = parsed.data
  refuseDoubles(
    file.accounts.map(({ id }) => id),
    'account',
  )
  refuseDoubles(
    file.workers.map(({ worker_id }) => worker_id),
    'worker',
  )
  return {
    ...file,
    port: envInteger(env, 'PORT', file.port, { min: 0, max: 65_535 }),
    host: envText(env, 'HOST') ?? file.host,
    workerToken: readToken(env.WORKER_TOKEN, 'WORKER_TOKEN') ?? file.workerToken,
    adminToken: readToken(env.ADMIN_TOKEN, 'ADMIN_TOKEN') ?? file.adminToken,
  }
}

function readJson(host: Pick<Host, 'readText'>, path: string): unknown {
  const value = parseJson(host.readText(path))
  if (value !== undefined) return value
  throw new OperatorError(`Could not use the configuration ${path}: it is not JSON.`)
}

function refuseDoubles(ids: readonly string[], kind: string): void {
  const double = ids.find((id, index) => ids.indexOf(id) !== index)
  if (double === undefined) return
  throw new OperatorError(`Could not use the configuration: it has two ${kind}s named ${double}.`)
}

/** Never repeats the value: it is a secret even where it is wrong. */
function readToken(value: string | undefined, name: string): string | undefined {
  if (value === undefined || value === '') return undefined
  if (token.safeParse(value).success) return value
  throw new OperatorError(`Could not use ${name}: it has to have 8 characters or more.`)
}
