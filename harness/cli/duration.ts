import { InvalidArgumentError } from 'commander'

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of a time as a person writes it: `90s`, `10m`, `1.5h`; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text) ?? []
  const unitMs = unitsMs[unit]
  return unitMs === undefined ? undefined : Number(number) * unitMs
}

/** For options. @throws InvalidArgumentError, a sentence */
export function durationMs(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) {
    throw new InvalidArgumentError(`It must be a time as 90s, 5m, 2h or 500ms, not “${text}”.`)
  }
  return ms
}
