import { OperatorError } from '../shared/errors.ts'
import { workerId as workerIdSchema } from '../shared/protocol/payloads.ts'
import { envBoolean, envInteger, envText, envWords } from '../shared/settings.ts'

export interface WorkerConfig {
  workerId: string
  /** Base address of Master, such as `http://127.0.0.1:3000`. */
  masterUrl: string
  workerToken: string
  headless: boolean
  browserExecutable: string | undefined
  browserArgs: string[]
  snapshotIntervalMs: number
  heartbeatIntervalMs: number
  monitorIntervalMs: number
  ackTimeoutMs: number
  /** Limit of each single wait for a page. */
  navigationTimeoutMs: number
  /** Limit of a whole crawl round. */
  roundTimeoutMs: number
}

type Env = Readonly<Record<string, string | undefined>>

const interval = { min: 10, max: 86_400_000 }

/** Reads the worker's settings from its environment; refuses a wrong one by name. */
export function workerConfig(env: Env): WorkerConfig {
  return {
    workerId: readWorkerId(env),
    masterUrl: readMasterUrl(env),
    workerToken: readToken(env),
    headless: envBoolean(env, 'HEADLESS', true),
    browserExecutable: envText(env, 'BROWSER_EXECUTABLE'),
    browserArgs: envWords(env, 'BROWSER_ARGS'),
    snapshotIntervalMs: envInteger(env, 'SNAPSHOT_INTERVAL_MS', 30_000, interval),
    heartbeatIntervalMs: envInteger(env, 'HEARTBEAT_INTERVAL_MS', 10_000, interval),
    monitorIntervalMs: envInteger(env, 'MONITOR_INTERVAL_MS', 60_000, interval),
    ackTimeoutMs: envInteger(env, 'ACK_TIMEOUT_MS', 10_000, interval),
    navigationTimeoutMs: envInteger(env, 'NAVIGATION_TIMEOUT_MS', 30_000, interval),
    roundTimeoutMs: envInteger(env, 'CRAWL_ROUND_TIMEOUT_MS', 900_000, interval),
  }
}

function readWorkerId(env: Env): string {
  const parsed = workerIdSchema.safeParse(envText(env, 'WORKER_ID'))
  if (parsed.success) return parsed.data
  throw new OperatorError(
    `Could not use WORKER_ID=${env.WORKER_ID ?? ''}: it has to be 1 to 64 letters, digits, dots or dashes, such as worker-1.`,
  )
}

function readMasterUrl(env: Env): string {
  const host = envText(env, 'MASTER_HOST') ?? 'localhost'
  const port = envInteger(env, 'MASTER_PORT', 3000, { min: 1, max: 65_535 })
  const given = envText(env, 'MASTER_URL') ?? `http://${host}:${port}`
  const url = URL.parse(given)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin
  throw new OperatorError(
    `Could not use ${given} as Master’s address: MASTER_URL has to be http://HOST:PORT or https://HOST:PORT, or else MASTER_HOST a host name and MASTER_PORT a port.`,
  )
}

function readToken(env: Env): string {
  const token = envText(env, 'WORKER_TOKEN')
  if (token !== undefined) return token
  throw new OperatorError(
    'Could not start the worker without WORKER_TOKEN: set it to the token that Master takes from workers (worker-token in Master’s data folder).',
  )
}
