import { beforeAll, describe, expect, test } from 'vitest'
import type { Role } from './behaviour.ts'
import { behaviours } from './behaviours.ts'
import { inReality } from './real-ground.ts'
import { inSimulation } from './simulated-ground.ts'

const all = Object.entries(behaviours)

describe('in simulation', () => {
  test.each(all)('%s', async (_name, behaviour) => {
    expect(await inSimulation(behaviour)).toEqual(behaviour.seen)
  })
})

describe('in real processes the same is seen', () => {
  const simulated = new Map<string, Record<Role, string[]>>()

  // A simulation takes the whole thread's clock: none may be under way while the real ones run.
  beforeAll(async () => {
    for (const [name, behaviour] of all) simulated.set(name, await inSimulation(behaviour))
  })

  test.for(all)('%s', async ([name, behaviour]) => {
    const seen = await inReality(name, behaviour)
    expect(seen).toEqual(simulated.get(name))
    expect(seen).toEqual(behaviour.seen)
  })
})
