import { OperatorError, toError } from './errors.ts'
import type { Host } from './host.ts'

/**
 * Runs a process's start. If it fails, the reason goes to standard error (one sentence when the
 * operator can put it right, the stack otherwise) and the process leaves with exit code 1.
 */
export async function runMain(host: Host, start: (host: Host) => Promise<unknown>): Promise<void> {
  try {
    await start(host)
  } catch (thrown) {
    const error = toError(thrown)
    const text = error instanceof OperatorError ? error.message : (error.stack ?? error.message)
    host.print(text, 'stderr')
    host.leave(1)
  }
}
