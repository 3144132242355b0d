/** What exploring found once does not come back: every seed of fixtures/seeds.json passes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { root } from '../../../setup/paths.mjs'
import { parseFault } from '../../fault/parse-fault.ts'
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { simulationWorld } from '../../world/simulation/simulation-world.ts'
import { runScenario } from '../run-scenario.ts'

const seeds = z
  .array(
    z.strictObject({
      scenario: z.string(),
      seed: z.number(),
      /** Instead of what the seed draws. */
      faults: z.array(z.string()).optional(),
      stormMs: z.number().optional(),
      /** What was wrong, and where it was mended. */
      found: z.string().min(20),
    }),
  )
  .min(1)
  .parse(JSON.parse(readFileSync(join(root, 'fixtures/seeds.json'), 'utf8')))

test.each(seeds)('seed $seed of $scenario passes: $found', async (regression) => {
  const { scenario, seed, faults, stormMs } = regression
  const { judged } = await runScenario({
    scenarioId: scenario,
    scenario: await loadScenario(scenario, root),
    world: simulationWorld,
    seed,
    faults: (faults ?? []).map((text) => parseFault(text, { root })),
    wish: { calm: faults !== undefined, ...(stormMs === undefined ? {} : { stormMs }) },
    command: '',
    root,
    reports: '',
    journal: 'memory',
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  expect(judged.findings).toEqual([])
  expect(judged.verdict).toBe('pass')
})
