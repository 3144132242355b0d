import { expect, test } from 'vitest'
import { pause, pausedMs, requirePace } from './pace.ts'

test('a pause is nothing, as recorded, or so many times shorter', () => {
  expect(pausedMs('at once', 500)).toBe(0)
  expect(pausedMs('as recorded', 500)).toBe(500)
  expect(pausedMs(20, 500)).toBe(25)
  expect(pausedMs(0.5, 500)).toBe(1000)
  expect(pausedMs('as recorded', -3)).toBe(0)
})

test('no pause is longer than ten minutes', () => {
  expect(pausedMs('as recorded', 1e12)).toBe(600_000)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('the pace %s is refused', (pace) => {
  expect(() => requirePace(pace)).toThrow(`at the pace ${pace}. Give 'at once'`)
})

test('a pause ends early when it is broken off', async () => {
  const stop = new AbortController()
  const long = pause(60_000, stop.signal)
  stop.abort()
  const late = pause(60_000, stop.signal)
  await Promise.all([long, late])
  expect(stop.signal.aborted).toBe(true)
})
