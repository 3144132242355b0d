import { expect, test } from 'vitest'
import { nearestAddress } from './nearest.ts'

const recorded = [
  'https://a.test/api/list?cursor=0',
  'https://a.test/api/list?cursor=10&id=7',
  'https://a.test/api/detail',
  'https://b.test/api/list?cursor=99',
].map((url) => new URL(url))

const nearest = (url: string) => nearestAddress(new URL(url), recorded)?.href

test('the same path and the most equal parameters win', () => {
  expect(nearest('https://a.test/api/list?cursor=99&id=7')).toBe(recorded[1]?.href)
})

test('else the longest common beginning of the path wins', () => {
  expect(nearest('https://a.test/api/other')).toBe(recorded[0]?.href)
  expect(nearest('https://a.test/api/detail/7')).toBe(recorded[2]?.href)
})

test('another host has no nearest address', () => {
  expect(nearest('https://c.test/api/list')).toBeUndefined()
})
