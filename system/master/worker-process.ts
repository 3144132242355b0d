import { OperatorError } from '../shared/errors.ts'
import type { ChildProcess, Host, SpawnRequest } from '../shared/host.ts'
import type { Log } from '../shared/telemetry/log.ts'
import type { MasterConfig } from './config.ts'
import { type Stream, WorkerLogs } from './worker-logs.ts'

export type ProcessState =
  | 'stopped'
  | 'running'
  | 'stopping'
  /** Crashed, and about to be started again. */
  | 'waiting'
  /** Crashed too often. */
  | 'given up'

export interface WorkerProcessOptions {
  workerId: string
  /** How it is started; asked anew at every start. */
  request(): SpawnRequest
  host: Host
  log: Log
  limits: Pick<MasterConfig, 'stopTimeoutMs' | 'restartDelayMs' | 'maxRestarts' | 'stableAfterMs'>
}

const longestDelayMs = 60_000

/** One worker process under supervision: started again when it crashes, within limits. */
export class WorkerProcess {
  readonly logs: WorkerLogs
  readonly #options: WorkerProcessOptions
  #state: ProcessState = 'stopped'
  #child: ChildProcess | undefined
  #startedAt = 0
  #crashes = 0
  #starts = 0
  #retry: NodeJS.Timeout | undefined
  #restarting: Promise<void> | undefined

  constructor(options: WorkerProcessOptions) {
    this.#options = options
    this.logs = new WorkerLogs(options.host.files, options.workerId)
  }

  get status() {
    const running = this.#state === 'running' || this.#state === 'stopping'
    return {
      state: this.#state,
      pid: running ? (this.#child?.pid ?? null) : null,
      restartCount: Math.max(0, this.#starts - 1),
    }
  }

  start(): void {
    clearTimeout(this.#retry)
    const { workerId, host, log, request } = this.#options
    const child = host.spawn(request())
    this.#child = child
    this.#state = 'running'
    this.#startedAt = Date.now()
    this.#starts += 1
    child.onLine((stream, line) => this.#onLine(stream, line))
    child.exited.then((exit) => this.#onExit(child, exit))
    log.info(`The worker process ${workerId} was started.`, {
      event: 'process.started',
      'hiscrm.worker.id': workerId,
      'hiscrm.process.pid': child.pid,
      'hiscrm.restart.attempt': this.#crashes,
    })
  }

  /** Asks the process to leave, kills it when it does not in time; resolves once it has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#retry)
    const child = this.#child
    if (child === undefined || (this.#state !== 'running' && this.#state !== 'stopping')) {
      this.#state = 'stopped'
      return
    }
    this.#state = 'stopping'
    const { workerId, limits, log } = this.#options
    const timer = setTimeout(() => {
      log.warn(`The worker process ${workerId} did not leave in time and is killed.`, {
        event: 'process.killed',
        'hiscrm.worker.id': workerId,
      })
      child.signal('kill')
    }, limits.stopTimeoutMs)
    child.signal('leave')
    await child.exited
    clearTimeout(timer)
    this.#state = 'stopped'
  }

  /** Stops and starts it; resolves once the new process is started. */
  async restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined
    })
    await this.#restarting
  }

  async #restart(): Promise<void> {
    if (this.#state === 'stopping') {
      throw new OperatorError(`The worker ${this.#options.workerId} is being stopped.`)
    }
    await this.stop()
    this.#crashes = 0
    this.start()
  }

  #onLine(stream: Stream, line: string): void {
    const { host, log, workerId } = this.#options
    this.logs.add(stream, line)
    // Structured lines pass through; others are put into a record that says whose they are.
    if (line.startsWith('{')) host.print(line, stream)
    else if (line.trim() !== '') {
      log.info(line, {
        event: 'process.output',
        'hiscrm.worker.id': workerId,
        'hiscrm.output.stream': stream,
      })
    }
  }

  #onExit(child: ChildProcess, exit: { code: number | null; signal: string | null }): void {
    if (child !== this.#child) return
    const { workerId, log } = this.#options
    const how = exit.signal ?? (exit.code === null ? 'not started' : `code ${exit.code}`)
    const fields = {
      event: 'process.ended',
      'hiscrm.worker.id': workerId,
      'hiscrm.process.exit': how,
    } as const
    if (this.#state === 'stopping') {
      log.info(`The worker process ${workerId} has left (${how}).`, fields)
      return
    }
    log.warn(`The worker process ${workerId} has ended unasked (${how}).`, fields)
    if (exit.code === 0) {
      // Somebody asked it to leave, not we: it stays away until somebody asks for it.
      this.#state = 'stopped'
      return
    }
    this.#afterCrash()
  }

  #afterCrash(): void {
    const { workerId, limits, log } = this.#options
    if (Date.now() - this.#startedAt >= limits.stableAfterMs) this.#crashes = 0
    this.#crashes += 1
    if (this.#crashes > limits.maxRestarts) {
      this.#state = 'given up'
      log.error(
        `The worker process ${workerId} crashed ${this.#crashes} times in a row and is given up. POST /api/v1/workers/${workerId}/restart starts it again.`,
        { event: 'process.given_up', 'hiscrm.worker.id': workerId },
      )
      return
    }
    this.#state = 'waiting'
    const delayMs = Math.min(limits.restartDelayMs * 2 ** (this.#crashes - 1), longestDelayMs)
    this.#retry = setTimeout(() => this.start(), delayMs)
  }
}
