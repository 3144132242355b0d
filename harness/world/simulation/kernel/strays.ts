import { currentLife } from './life.ts'

export interface Strays extends Disposable {
  note(error: unknown): void
  /** The first error since last asked, if there was one. */
  take(): { error: unknown } | undefined
}

/**
 * Catches what nobody catches: an error in a host's code is that host's end, as it would be the end
 * of a process; any other is kept until somebody asks.
 */
export function catchStrays(): Strays {
  const noted: unknown[] = []
  const onStray = (error: unknown): void => {
    const life = currentLife()
    if (life) life.crash(error)
    else noted.push(error)
  }
  // Node gives it rejected promises too, unless somebody listens for those.
  process.setUncaughtExceptionCaptureCallback(onStray)
  process.on('unhandledRejection', onStray)
  return {
    note: (error) => {
      noted.push(error)
    },
    take: () => (noted.length === 0 ? undefined : { error: noted.splice(0)[0] }),
    [Symbol.dispose]() {
      process.setUncaughtExceptionCaptureCallback(null)
      process.off('unhandledRejection', onStray)
      if (noted.length > 0) {
        throw new AggregateError(noted, 'Errors that nothing caught were left in the simulation.')
      }
    },
  }
}
