import { array, assert, asyncProperty, integer, record, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { type ShrinkableFault, type ShrinkCase, shrink } from './shrink.ts'

function fault(key: string, atMs = 1000, forMs = 800, latencyMs = 500): ShrinkableFault {
  return { key, atMs, forMs, options: { latencyMs: [latencyMs, 0] } }
}

function storm(...keys: string[]): ShrinkCase {
  return { faults: keys.map((key) => fault(key)), stormMs: 5000 }
}

const endless = { over: () => false }

test('of many faults the two that it takes remain, and nothing of them that is not needed', async () => {
  const start = storm('a', 'b', 'c', 'd', 'e', 'f', 'g')
  const shrunk = await shrink(start, {
    ...endless,
    async fails({ faults }) {
      const [b, f] = ['b', 'f'].map((key) => faults.find((one) => one.key === key))
      return b !== undefined && f !== undefined && (f.forMs ?? 0) >= 300
    },
  })
  expect(shrunk.faults.map(({ key }) => key)).toEqual(['b', 'f'])
  const [b, f] = shrunk.faults
  expect(b).toMatchObject({ atMs: 0, forMs: 1, options: { latencyMs: [0, 0] } })
  expect(f?.atMs).toBe(0)
  expect(f?.forMs).toBeGreaterThanOrEqual(300)
  expect(f?.forMs).toBeLessThan(340)
  expect(shrunk.stormMs).toBe(f?.forMs)
})

test('a failure that needs no fault at all loses them all', async () => {
  const shrunk = await shrink(storm('a', 'b', 'c'), { ...endless, fails: async () => true })
  expect(shrunk).toMatchObject({ faults: [], stormMs: 0 })
})

test('faults keep their distance in time when all come earlier', async () => {
  const start: ShrinkCase = { faults: [fault('a', 2000, 0), fault('b', 2700, 0)], stormMs: 9000 }
  const shrunk = await shrink(start, {
    ...endless,
    async fails({ faults: [a, b] }) {
      return a !== undefined && b !== undefined && b.atMs - a.atMs === 700 && a.atMs >= 500
    },
  })
  expect((shrunk.faults[1]?.atMs ?? 0) - (shrunk.faults[0]?.atMs ?? 0)).toBe(700)
  expect(shrunk.faults[0]?.atMs).toBeLessThan(600)
})

test('once its time is over it answers with the best so far', async () => {
  let tries = 0
  const shrunk = await shrink(storm('a', 'b', 'c', 'd'), {
    over: () => tries >= 1,
    async fails({ faults }) {
      tries += 1
      return faults.length >= 0
    },
  })
  expect(shrunk.tried).toBe(1)
  expect(shrunk.faults).toEqual([])
})

test('whatever it takes to fail, exactly that remains', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `f${i}`)
  const property = asyncProperty(
    uniqueArray(integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 4 }),
    array(record({ at: integer({ min: 0, max: 4000 }) }), { maxLength: 3 }),
    async (needed, extra) => {
      const wanted = new Set(needed.map((i) => `f${i}`))
      const faults = [...names.map((key) => fault(key)), ...extra.map(({ at }) => fault('x', at))]
      const shrunk = await shrink(
        { faults, stormMs: 5000 },
        {
          ...endless,
          fails: async (candidate) =>
            wanted.isSubsetOf(new Set(candidate.faults.map(({ key }) => key))),
        },
      )
      expect(shrunk.faults.map(({ key }) => key)).toEqual([...wanted].sort())
    },
  )
  await assert(property, { numRuns: 40 })
  expect.assertions(40)
})
