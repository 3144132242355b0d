/** The command line: `npx glassbox …`. Exit codes: 0 pass, 1 fail, 2 unknown, 3 could not run. */
import { CommanderError } from 'commander'
import { ExpectedError, exitCodes, sentenceOf } from './exit.ts'
import { glassbox } from './program.ts'

const interrupted = new AbortController()
/** npm passes a signal on that the terminal has sent already; only a later one is a second. */
const sameInterruptMs = 500
let interruptedMs: number | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruptedMs !== undefined) {
      // The reaper takes down what this leaves.
      if (performance.now() - interruptedMs > sameInterruptMs) process.exit(exitCodes.interrupted)
      return
    }
    interruptedMs = performance.now()
    process.stderr.write('\nglassbox: ending in order; once more ends it at once.\n')
    interrupted.abort(
      new ExpectedError('It was interrupted before its end.', exitCodes.interrupted),
    )
  })
}

try {
  await glassbox(interrupted.signal).parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Help ends this way too, with code 0.
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.broken
  } else {
    process.stderr.write(`glassbox: ${sentenceOf(error)}\n`)
    process.exitCode = error instanceof ExpectedError ? error.exitCode : exitCodes.broken
  }
}
