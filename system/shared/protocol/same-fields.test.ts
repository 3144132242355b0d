import { expect, test } from 'vitest'
import { sameFields } from './same-fields.ts'

test.each([
  [{ a: 1, b: 'x' }, { b: 'x', a: 1 }, true],
  [{ a: null }, { a: null }, true],
  [{ a: 1 }, { a: 2 }, false],
  [{ a: 1 }, { a: '1' }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: undefined }, { b: undefined }, false],
])('%o and %o: %s', (one, other, same) => {
  expect(sameFields(one, other)).toBe(same)
})
