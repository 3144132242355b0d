/**
 * Sees exceptions and rejections that nothing caught, and changes nothing about what Node then
 * does: the monitor event has no say, and a listener for `unhandledRejection` (which would keep
 * the process alive) is never added; the event is seen as it is emitted instead.
 */
export function watchUncaught(report: (error: unknown, origin: string) => void): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    // A rejection was reported when it was emitted, just before.
    if (origin !== 'unhandledRejection') report(error, origin)
  })
  const emit = process.emit
  const watched = function (this: NodeJS.Process, ...event: unknown[]): unknown {
    if (event[0] === 'unhandledRejection') report(event[1], 'unhandledRejection')
    return Reflect.apply(emit, this, event)
  }
  Reflect.set(process, 'emit', watched)
}
