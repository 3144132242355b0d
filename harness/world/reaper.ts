/**
 * The other half of cleaning up. A run tidies after itself; if its process dies in the middle
 * (a crash, SIGKILL, a closed terminal), this small process, which only waits for its standard
 * input to end, removes what the run had told it of: processes that carry the run's mark in their
 * environment, containers and networks with its label, its scratch folder. It needs no Docker
 * image of its own, so it works where testcontainers' reaper cannot be pulled.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What processes of a run carry in their environment. */
export const runVariable = 'GLASSBOX_RUN'
/** What containers and networks of a run carry as a label. */
export const runLabel = 'glassbox.run'

export interface Reaper extends AsyncDisposable {
  /** Names something to remove if this process dies: `scratch /path`, `docker`. */
  watch(what: string): void
}

export function startReaper(runId: string): Reaper {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./reaper-main.ts', import.meta.url)), runId],
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  // If the reaper itself is gone, writing to it must not bring the run down.
  child.stdin.on('error', (error) => {
    process.stderr.write(
      `glassbox: the reaper of run ${runId} is gone (${error.message}); a crash from here on would leave things behind.\n`,
    )
  })
  child.unref()
  return {
    watch(what) {
      child.stdin.write(`${what}\n`)
    },
    async [Symbol.asyncDispose]() {
      child.ref()
      child.stdin.end('done\n')
      await ended
    },
  }
}
