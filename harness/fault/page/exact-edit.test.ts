import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isObject, mapValues, parseExactly } from './exact-edit.ts'

const rewritten = (text: string) => JSON.stringify(parseExactly(text))

test.each(['7425115667711188089', '-0', '1.0', '1e3', '1.7976931348623157e999', '0.10', '[1E2]'])(
  '%s is written as it was read',
  (text) => {
    expect(rewritten(text)).toBe(text)
    // What the language's own way makes of it.
    expect(JSON.stringify(JSON.parse(text))).not.toBe(text)
  },
)

test('whatever JSON there is, it stays the same', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      expect(rewritten(text)).toBe(text)
    }),
  )
})

test('any integer of any length keeps its digits, deep inside too', () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      const text = `{"a":[{"id":${number}}]}`
      expect(rewritten(text)).toBe(text)
    }),
  )
})

test('a number in its own digits is no object, and is changed as a value', () => {
  const body = parseExactly('{"id":7425115667711188089,"list":[true,"x"]}')
  const seen: unknown[] = []
  const changed = mapValues(body, (value) => {
    seen.push(value)
    return isObject(value) ? 'an object' : 'changed'
  })
  expect(changed).toEqual({ id: 'changed', list: ['changed', 'changed'] })
  expect(seen).toHaveLength(3)
})
