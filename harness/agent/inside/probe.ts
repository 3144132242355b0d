import type { Catches, Clause } from './catches.ts'

/** What the edited sources call, as `globalThis.__glassbox`; see harness/fault/code/probe.ts. */
export interface Probe {
  caught(error: unknown, file: string, line: number, name?: string, fault?: string): Clause
  /** Wraps a handler given to `promise.catch` or `promise.then`; anything else comes back as is. */
  handler(handler: unknown, file: string, line: number, name?: string): unknown
  /** Planted code was executed. Always undefined, so that it can stand in an expression. */
  reached(fault: string): void
}

/** The probe never throws into the system: what goes wrong in here is a problem of the harness. */
export function createProbe(catches: Catches, onProblem: (text: string) => void): Probe {
  const safely = <T>(work: () => T, otherwise: T): T => {
    try {
      return work()
    } catch (error) {
      onProblem(`A probe failed: ${error instanceof Error ? error.message : String(error)}`)
      return otherwise
    }
  }
  const deaf: Clause = { rethrown: () => undefined, left: () => undefined }
  const probe: Probe = {
    caught(error, file, line, name, fault) {
      const place = { file, line, ...(name ? { function: name } : {}), ...(fault ? { fault } : {}) }
      const clause = safely(() => catches.caught(error, place), deaf)
      return {
        rethrown: (thrown) => safely(() => clause.rethrown(thrown), undefined),
        left: () => safely(() => clause.left(), undefined),
      }
    },
    handler(handler, file, line, name) {
      if (typeof handler !== 'function') return handler
      return function (this: unknown, ...args: unknown[]): unknown {
        const clause = probe.caught(args[0], file, line, name)
        let result: unknown
        try {
          result = Reflect.apply(handler, this, args)
        } catch (error) {
          clause.rethrown(error)
          clause.left()
          throw error
        }
        if (!(result instanceof Promise)) {
          clause.left()
          return result
        }
        // The promise that `catch` gave out adopts this one, so nothing becomes handled by this.
        const failed = (error: unknown) => {
          clause.rethrown(error)
          clause.left()
        }
        result.then(() => clause.left(), failed)
        return result
      }
    },
    reached: (fault) => safely(() => catches.reached(fault), undefined),
  }
  return probe
}
