import { expect, test } from 'vitest'
import { firstDifference } from './first-difference.ts'

test('equal journals have no difference', () => {
  expect(firstDifference('{"a":1}\n', '{"a":1}\n')).toBeUndefined()
})

test('the first differing field is named with its line and both values', () => {
  const one = '{"a":1}\n{"spans":[{"id":"x"},{"id":"y"}]}\n'
  const other = '{"a":1}\n{"spans":[{"id":"x"},{"id":"z"}]}\n'
  expect(firstDifference(one, other)).toEqual({
    line: 2,
    path: 'spans.1.id',
    one: '"y"',
    other: '"z"',
  })
})

test.each([
  [
    'a missing field',
    '{"a":1}',
    '{"a":1,"b":2}',
    { line: 1, path: 'b', one: 'nothing', other: '2' },
  ],
  [
    'a missing line',
    '{"a":1}',
    '{"a":1}\n{"b":2}',
    { line: 2, path: '', one: 'no line', other: '{"b":2}' },
  ],
  [
    'a broken line',
    '{"a":1}\n{"b',
    '{"a":1}\n{"c',
    { line: 2, path: '', one: '"{\\"b"', other: '"{\\"c"' },
  ],
])('%s is a difference', (_, one, other, difference) => {
  expect(firstDifference(one, other)).toEqual(difference)
})
