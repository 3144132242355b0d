/** How numbers, times and counts are written; one way for the whole report. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

export function count(value: number): string {
  return whole.format(value)
}

/** `3 spans`, `1 span`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A duration with its unit and three digits that mean something: `0.42 ms`, `12.3 s`. */
export function duration(ms: number): string {
  if (ms === 0) return '0 ms'
  if (Math.abs(ms) < 1000) return `${digits(ms)} ms`
  if (Math.abs(ms) < 120_000) return `${digits(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  const rest = String(Math.abs(seconds % 60)).padStart(2, '0')
  return `${whole.format(Math.trunc(seconds / 60))} min ${rest} s`
}

/** A moment of the run, in seconds since its start: `12.345 s`. */
export function moment(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`
}

/** The same moment on the clock of the wall, UTC: `06:52:48.123`. */
export function wallClock(startedAt: string, ms: number): string {
  const start = Date.parse(startedAt)
  return Number.isNaN(start) ? 'unknown' : new Date(start + ms).toISOString().slice(11, 23)
}

export function dateAndTime(iso: string): string {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function digits(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
}
