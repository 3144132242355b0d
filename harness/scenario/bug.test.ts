import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { root } from '../../setup/paths.mjs'
import { invariants } from '../check/invariants.ts'
import type { CodeFault } from '../fault/code/code-fault.ts'
import { parseFault } from '../fault/parse-fault.ts'
import type { Bug } from './bug.ts'
import { loadScenario, scenarioIds } from './find-scenarios.ts'

const ids = scenarioIds(root).filter((id) => id.startsWith('known-bad/'))

test.each(ids)('the bug of %s has a place in the sources as they are', async (id) => {
  const file = pathToFileURL(join(root, 'scenarios', `${id}.scenario.ts`)).href
  const { bug }: { bug: Bug } = await import(file)
  const read = (fault: CodeFault) => parseFault(fault.id, { root })
  expect(bug.faults.map(read)).toEqual(bug.faults)
  expect(bug.faults).not.toHaveLength(0)
  expect(invariants.map((invariant) => invariant.id)).toEqual(
    expect.arrayContaining([...bug.caughtBy]),
  )
})

test.each(ids)(
  '%s has pinned what exploring found: its invariant, and at most three faults',
  async (id) => {
    const { weather } = await loadScenario(id, root)
    const { faults = [], fail = [], seed } = weather?.pinned ?? {}
    expect(seed).toBeLessThanOrEqual(500)
    expect(faults.length).toBeLessThanOrEqual(3)
    expect(weather?.bug?.caughtBy.some((invariant) => fail.includes(invariant))).toBe(true)
    for (const fault of faults) expect(parseFault(fault, { root }).id).toBe(fault)
  },
)

test('there are planted bugs', () => {
  expect(ids.length).toBeGreaterThan(6)
})
