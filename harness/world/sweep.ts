/**
 * Finds and ends the processes of a run. They carry its mark in their environment, or descend from
 * one that does: Chromium's helpers overwrite their environment with their title. Linux only, by
 * /proc; elsewhere a run ends what it started itself, and nothing more is known.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { runVariable } from './reaper.ts'

const endLimitMs = 10_000

interface Process {
  pid: number
  parent: number
  /** When it began, in clock ticks since boot: tells it from a later one with its number. */
  started: string
}

/** Every living process of this machine; zombies have ended already. */
function processTable(): Process[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // pid (name) state ppid … with the start time as field 22; the name may hold anything.
      const fields =
        read(`/proc/${name}/stat`)
          ?.replace(/^.*\)\s/s, '')
          .split(' ') ?? []
      const [state, parent] = fields
      const started = fields[19]
      if (state === undefined || state === 'Z' || started === undefined) return []
      return [{ pid: Number(name), parent: Number(parent), started }]
    })
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Gone since the listing, or another user's: not one of ours in either case.
    return undefined
  }
}

/** Processes with the run's mark and all that descends from them, this process excepted. */
function processesOf(runId: string, table: readonly Process[]): Process[] {
  const mark = `${runVariable}=${runId}`
  const ours = new Set(
    table
      .filter(({ pid }) => read(`/proc/${pid}/environ`)?.split('\0').includes(mark))
      .map(({ pid }) => pid),
  )
  for (let before = -1; before !== ours.size; ) {
    before = ours.size
    for (const { pid, parent } of table) if (ours.has(parent)) ours.add(pid)
  }
  ours.delete(process.pid)
  return table.filter(({ pid }) => ours.has(pid))
}

/** The processes of a run, over time. */
export class RunProcesses {
  readonly #runId: string
  readonly #seen = new Map<string, Process>()

  constructor(runId: string) {
    this.#runId = runId
  }

  /**
   * Remembers who lives now. Called before the system is asked to leave: helpers whose parent ends
   * before them are nobody's descendants then, and theirs is an environment that only root may read.
   */
  note(table: readonly Process[] = processTable()): void {
    for (const one of processesOf(this.#runId, table)) this.#seen.set(key(one), one)
  }

  /**
   * SIGKILLs whatever still lives, and waits until it is gone: a process that is being killed may
   * still write to a folder that is about to be removed, or start one more child.
   * @returns how many were ever seen.
   */
  async end(): Promise<number> {
    const giveUpMs = performance.now() + endLimitMs
    for (;;) {
      const table = processTable()
      this.note(table)
      const alive = table.filter((one) => this.#seen.has(key(one)))
      if (alive.length === 0) return this.#seen.size
      if (performance.now() > giveUpMs) {
        const pids = alive.map(({ pid }) => pid).join(', ')
        throw new Error(
          `Could not end processes ${pids} of run ${this.#runId}: they live on ${endLimitMs} ms after SIGKILL.`,
        )
      }
      for (const { pid } of alive) kill(pid)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

function key({ pid, started }: Process): string {
  return `${pid} ${started}`
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH'
    if (!gone) throw error
  }
}
