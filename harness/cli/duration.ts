import { InvalidArgumentError } from 'commander'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** `90s`, `5m`, `2h`, `500ms` as milliseconds. */
export function durationMs(text: string): number {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text)
  const unit = parts?.[2]
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') {
    throw new InvalidArgumentError(`It must be a time as 90s, 5m, 2h or 500ms, not “${text}”.`)
  }
  return Number(parts?.[1]) * units[unit]
}
