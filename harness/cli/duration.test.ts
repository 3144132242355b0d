import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
])('%s is a time', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', '10', 'm', '-1m', '1 m', '10 minutes', '1e3s'])('“%s” is none', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
