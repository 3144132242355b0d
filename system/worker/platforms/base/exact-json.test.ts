import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'

test('a number of 19 digits keeps every digit, wherever it stands', () => {
  const text =
    '{"cid": 7425115667711188089,"list":[7425115667711188090,\n-7425115667711188091],"n":12,"x":1.5}'
  expect(parseExactJson(text)).toEqual({
    cid: '7425115667711188089',
    list: ['7425115667711188090', '-7425115667711188091'],
    n: 12,
    x: 1.5,
  })
  expect(parseExactJson('7425115667711188089')).toBe('7425115667711188089')
})

test('numbers that are exact, and texts that look like numbers, are as ever', () => {
  const value = { ms: 1_728_800_000_123, most: 9_007_199_254_740_991, id: '7425115667711188089' }
  expect(parseExactJson(JSON.stringify(value))).toEqual(value)
  expect(parseExactJson('[1e30, 9007199254740993]')).toEqual([1e30, '9007199254740993'])
  expect(() => parseExactJson('{"a":')).toThrow(SyntaxError)
})
