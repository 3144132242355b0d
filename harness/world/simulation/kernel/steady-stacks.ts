/**
 * Stack traces of host's errors that are the same on every machine and under every Node: without
 * Node's own frames, which change from version to version, without the simulation's, and with file
 * names as `shorten` makes them. They go into journals as attributes of spans and logs.
 */
import { currentLife } from './life.ts'

/** What Node shows unless told otherwise. */
const usualDepth = 10
/** Enough to have that many left once Node's own are gone. */
const deepDepth = 40

/** The folder of the simulation. */
const here = new URL('..', import.meta.url).href

export type Shorten = (text: string) => string

export function steadyStack(error: unknown, frames: readonly object[], shorten: Shorten): string {
  const own = frames.map(String).filter((frame) => !/\bnode:/.test(frame) && !frame.includes(here))
  return shorten([headOf(error), ...own.slice(0, usualDepth)].join('\n    at '))
}

/** Puts it in force; call what it returns to restore what was there. */
export function installSteadyStacks(shorten: Shorten): () => void {
  const { prepareStackTrace, stackTraceLimit } = Error
  const prepare = (error: unknown, frames: readonly object[]): string =>
    currentLife()
      ? steadyStack(error, frames, shorten)
      : [headOf(error), ...frames.slice(0, usualDepth)].join('\n    at ')
  Reflect.set(Error, 'prepareStackTrace', prepare)
  Error.stackTraceLimit = deepDepth
  return () => {
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace)
    Error.stackTraceLimit = stackTraceLimit
  }
}

function headOf(error: unknown): string {
  try {
    return Reflect.apply(Error.prototype.toString, error, [])
  } catch {
    // A thrown thing may have getters that throw; Node says as much.
    return '<error>'
  }
}
