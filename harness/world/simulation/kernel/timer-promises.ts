import nodeTimersPromises from 'node:timers/promises'
import { activeSimulation } from './active.ts'

const real = {
  setTimeout: nodeTimersPromises.setTimeout,
  setImmediate: nodeTimersPromises.setImmediate,
  setInterval: nodeTimersPromises.setInterval,
}

interface Options {
  signal?: AbortSignal
}

/** As Node's own, which is not exported. */
class AbortError extends Error {
  override name = 'AbortError'
  code = 'ABORT_ERR'

  constructor(signal: AbortSignal) {
    super('The operation was aborted', { cause: signal.reason })
  }
}

/** Waits for what `start` begins; it gives what ends that. */
function once<T>(
  value: T,
  signal: AbortSignal | undefined,
  start: (done: () => void) => () => void,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(new AbortError(signal))
  return new Promise((resolve, reject) => {
    const stop = start(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    })
    const onAbort = (): void => {
      stop()
      if (signal) reject(new AbortError(signal))
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function simulatedSetTimeout<T>(delayMs?: number, value?: T, options: Options = {}) {
  const timers = activeSimulation()?.timers
  if (!timers) return real.setTimeout(delayMs, value, options)
  return once(value, options.signal, (done) => {
    const timer = timers.set(done, delayMs, [], false)
    return () => timer.close()
  })
}

function simulatedSetImmediate<T>(value?: T, options: Options = {}) {
  const timers = activeSimulation()?.timers
  if (!timers) return real.setImmediate(value, options)
  return once(value, options.signal, (done) => {
    const immediate = timers.immediate(done, [])
    return () => immediate.close()
  })
}

async function* simulatedSetInterval<T>(delayMs?: number, value?: T, options: Options = {}) {
  if (!activeSimulation()) {
    yield* real.setInterval(delayMs, value, options)
    return
  }
  for (;;) yield await simulatedSetTimeout(delayMs, value, options)
}

/** For node:timers/promises. */
export const promiseMembers = {
  setTimeout: simulatedSetTimeout,
  setImmediate: simulatedSetImmediate,
  setInterval: simulatedSetInterval,
}
