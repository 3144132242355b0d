import { expect, test } from 'vitest'
import { distinct, ticks } from '../timeline/scale.ts'
import { brokenHop } from './broken-hop.ts'
import { counted, duration } from './format.ts'
import { hrefOf, parseHash } from './hash.ts'

test.each([
  [0, '0 ms'],
  [0.4, '0.40 ms'],
  [12.34, '12.3 ms'],
  [999, '999 ms'],
  [43_100, '43.1 s'],
  [119_999, '120 s'],
  [125_000, '2 min 05 s'],
])('writes %f ms as %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('counts with separators and the plural', () => {
  expect([counted(1, 'span'), counted(10_000, 'span')]).toEqual(['1 span', '10,000 spans'])
})

test.each(['broken', 'stale module', '1 <b>&"%=#', '界面'])('links to act %j and back', (id) => {
  expect(parseHash(hrefOf('act', id))).toEqual({ kind: 'act', id })
})

test.each([
  ['#logs', { kind: 'section', id: 'logs' }],
  ['#span=%E0', { kind: 'span', id: '%E0' }],
  ['#other=1', undefined],
  ['', undefined],
])('reads the address %j', (hash, place) => {
  expect(parseHash(hash)).toEqual(place)
})

const hop = (items: number, lost: string[] = []) => ({ hop: `h${items}`, items, lost })

test.each([
  [[hop(12), hop(12), hop(0, ['a'])], 2],
  [[hop(12), hop(11)], 1],
  [[hop(12, ['a']), hop(12)], 0],
  [[hop(12), hop(24)], -1],
  [[], -1],
])('finds the broken hop, case %#', (funnel, index) => {
  expect(brokenHop(funnel)).toBe(index)
})

test('sets ticks at round moments and never past the end', () => {
  expect(ticks(43_100, 10)).toEqual([
    0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000,
  ])
})

test('merges moments that the axis cannot tell apart and keeps their number', () => {
  const marks = distinct([...Array(10_000).keys()], 10_000)
  expect(marks.length).toBeLessThanOrEqual(251)
  expect(marks.reduce((sum, mark) => sum + mark.times, 0)).toBe(10_000)
})
