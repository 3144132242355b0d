import { expect, test } from 'vitest'
import { envBoolean, envInteger, envWords } from './settings.ts'

const range = { min: 1, max: 10 }

test('a whole number is read, and its absence is the fallback', () => {
  expect(envInteger({ N: '7' }, 'N', 3, range)).toBe(7)
  expect(envInteger({ N: '' }, 'N', 3, range)).toBe(3)
  expect(envInteger({}, 'N', 3, range)).toBe(3)
})

test.each(['0', '11', '1.5', 'seven', ' '])('the number %j is refused by name', (value) => {
  expect(() => envInteger({ N: value }, 'N', 3, range)).toThrow(
    `Could not use N=${value}: it has to be a whole number from 1 to 10.`,
  )
})

test('true and false are read, and nothing else', () => {
  expect(envBoolean({ B: 'false' }, 'B', true)).toBe(false)
  expect(envBoolean({ B: '1' }, 'B', false)).toBe(true)
  expect(() => envBoolean({ B: 'yes' }, 'B', true)).toThrow('B=yes')
})

test('words are separated by spaces or are a JSON array', () => {
  expect(envWords({ W: ' --a  --b=c ' }, 'W')).toEqual(['--a', '--b=c'])
  expect(envWords({ W: '["--a b","--c"]' }, 'W')).toEqual(['--a b', '--c'])
  expect(envWords({}, 'W')).toEqual([])
  expect(() => envWords({ W: '[1' }, 'W')).toThrow('has to be a JSON array of strings')
})
