import { expect, test } from 'vitest'
import { findPrivate } from './find-private.ts'
import { scrubHar } from './scrub-har.ts'
import { everythingIn } from './testing/left-in.ts'
import { plantedHar } from './testing/planted-har.ts'

const { har, planted } = plantedHar(20261124)
const scrubbed = scrubHar(har, { key: 'a key for tests' })

test('the secrets are many, of many kinds, in many places, and found where they were planted', () => {
  expect(planted.length).toBeGreaterThan(1000)
  expect(new Set(planted.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(12)
  expect(new Set(planted.map(({ field }) => field)).size).toBeGreaterThanOrEqual(30)
  const before = everythingIn(har)
  expect(planted.filter(({ value }) => !before.includes(value))).toEqual([])
})

test('none of them is left in any encoding', () => {
  const after = everythingIn(scrubbed.har)
  expect(planted.filter(({ value }) => after.includes(value))).toEqual([])
})

test('the detector finds nothing any more', () => {
  expect(findPrivate(scrubbed.har)).toEqual([])
})
