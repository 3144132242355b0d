/**
 * Master as a child process of the harness, and through it the workers that it supervises. The
 * harness stands for the service manager that looks after it: when Master is killed, all that it
 * had started is ended too, as systemd does, and it is started again on the same data folder.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { outputEntry } from '../output-entry.ts'
import { WorldError, type WorldRun } from '../world.ts'

export interface MasterProcessOptions {
  run: WorldRun
  env: Record<string, string>
  dataDir: string
  workers: readonly string[]
  /** The process that an agent last reported for a host; undefined if none lives. */
  pidOf(host: string): number | undefined
  /** What lives on a host is about to be killed. */
  expectKill(host: string): void
}

interface Life {
  child: ChildProcess
  exited: Promise<string>
  port: Promise<number>
}

/** The pause before a Master that was killed is started again. */
const restartDelayMs = 1000

export class MasterProcess {
  readonly adminToken = randomBytes(24).toString('base64url')
  readonly #options: MasterProcessOptions
  #life: Life
  #leaving = false
  /** The last lines it printed to standard error or logged as errors, for the error sentence. */
  readonly #complaints: string[] = []
  url = ''

  constructor(options: MasterProcessOptions) {
    this.#options = options
    this.#life = this.#start()
  }

  #start(): Life {
    const { run, dataDir, env } = this.#options
    const child = spawn(process.execPath, [join(run.root, 'system/master/main.ts')], {
      // The harness's own folder is nothing to the system; its data folder is where it lives.
      cwd: dataDir,
      env: {
        ...env,
        ADMIN_TOKEN: this.adminToken,
        DATA_DIR: dataDir,
        HOST: '127.0.0.1',
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C is the harness's to handle, in order.
      detached: true,
    })
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
    })
    return { child, exited, port: this.#watchOutput(child) }
  }

  /** @throws WorldError if it ends before it listens, with its last words. */
  async listening(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      if (signal.aborted) reject(signal.reason)
    })
    const ended = this.#life.exited.then((how): never => {
      throw new WorldError(
        `Could not start Master: it ended with ${how} before it listened. ${this.#complaints.join(' ') || 'It said nothing.'}`,
      )
    })
    const port = await Promise.race([this.#life.port, ended, aborted])
    this.url = `http://127.0.0.1:${port}`
  }

  #watchOutput(child: ChildProcess): Promise<number> {
    const { journal } = this.#options.run
    return new Promise((resolve) => {
      for (const stream of ['stdout', 'stderr'] as const) {
        const source = child[stream]
        if (source === null) continue
        createInterface({ input: source }).on('line', (line) => {
          journal.append(outputEntry('master', stream, line))
          const event = parseLog(line)
          if (event?.event === 'master.listening') resolve(Number(event['server.port']))
          if (event?.level === 'error' || (stream === 'stderr' && !isStackRow(line))) {
            this.#complaints.push(String(event?.message ?? line))
            this.#complaints.splice(0, this.#complaints.length - 5)
          }
        })
      }
    })
  }

  /** Its whole process group: the workers are in it. Their browsers end when they do. */
  kill(): boolean {
    const { workers, expectKill } = this.#options
    const { pid } = this.#life.child
    if (pid === undefined) return false
    for (const worker of workers) expectKill(worker)
    process.kill(-pid, 'SIGKILL')
    void this.#comeBack()
    return true
  }

  /** If it does not listen again, whoever asks it something is told so. */
  async #comeBack(): Promise<void> {
    await this.#life.exited
    await new Promise((resolve) => setTimeout(resolve, restartDelayMs))
    if (this.#leaving) return
    this.#life = this.#start()
    this.url = `http://127.0.0.1:${await this.#life.port}`
  }

  /** Each worker is asked itself (SIGTERM), so that Master is still there for its last sync. */
  async leaveWorkers(limitMs: number): Promise<void> {
    const { workers, pidOf } = this.#options
    for (const host of workers) {
      const pid = pidOf(host)
      if (pid !== undefined) process.kill(pid, 'SIGTERM')
    }
    await until(
      () => workers.every((host) => pidOf(host) === undefined),
      limitMs,
      () => {
        const left = workers.filter((host) => pidOf(host) !== undefined)
        return `${left.join(', ')} did not leave within ${limitMs} ms of being asked.`
      },
    )
  }

  async leave(limitMs: number): Promise<void> {
    this.#leaving = true
    this.#life.child.kill('SIGTERM')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new WorldError(`Master did not leave within ${limitMs} ms of being asked.`)),
        limitMs,
      )
    })
    try {
      await Promise.race([this.#life.exited, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Rows of Node's last words that say where, not what. */
function isStackRow(line: string): boolean {
  return /^\s+at |^\s*\^*$|^Node\.js v|^file:\/\//.test(line)
}

/** A structured log line, or undefined if the line is something else. */
function parseLog(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    // A line that only looks like JSON is kept as it is in the journal all the same.
    return undefined
  }
}

async function until(
  condition: () => boolean,
  limitMs: number,
  complaint: () => string,
): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!condition()) {
    if (performance.now() > endMs) throw new WorldError(complaint())
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
