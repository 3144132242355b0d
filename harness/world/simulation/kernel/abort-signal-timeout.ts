import { activeSimulation } from './active.ts'

const real = AbortSignal.timeout.bind(AbortSignal)

/** `AbortSignal.timeout`, which in Node counts real time deep inside. */
export function abortSignalTimeout(delayMs: number): AbortSignal {
  const timers = activeSimulation()?.timers
  if (!timers) return real(delayMs)
  const controller = new AbortController()
  timers.set(
    () => {
      const reason = 'The operation was aborted due to timeout'
      controller.abort(new DOMException(reason, 'TimeoutError'))
    },
    delayMs,
    [],
    false,
  )
  return controller.signal
}
