/** Whole runs in real containers. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canUseContainers } from '../../setup/require-containers.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { RunResult } from '../run/result.ts'
import { scenarioIds } from '../scenario/find-scenarios.ts'
import { RunRecord } from '../trace/run-record.ts'
import { shapeOf } from '../trace/shape.ts'
import { dockerode } from '../world/containers/client.ts'
import { runLabel } from '../world/reaper.ts'
import { root } from './root.ts'
import { runCli } from './testing/run-cli.ts'

async function leftovers() {
  const engine = await dockerode()
  const filters = { label: [runLabel] }
  const containers = await engine.listContainers({ all: true, filters })
  const networks = await engine.listNetworks({ filters })
  return { containers: containers.length, networks: networks.length }
}

/** Which spans which role made under which; the worlds have to agree in it. */
function shapes(results: readonly RunResult[]): Record<string, string[]> {
  return Object.fromEntries(
    results.map(({ scenario, journal }) => [
      scenario,
      shapeOf(RunRecord.from(readJournal(join(root, journal)).lines)),
    ]),
  )
}

describe.skipIf(!(await canUseContainers()))('in containers', () => {
  test('containers are the world of choice: every story passes, in traces of the shape that the simulation gives', async () => {
    const stories = scenarioIds(root).filter((id) => id.startsWith('sync/'))
    let seen = 0
    const real = await runCli(['run', ...stories], {
      onOutput: (text) => {
        if (seen > 0 || !text.includes('waiting for a whole crawl')) return
        seen = 1
        void leftovers().then(({ containers }) => {
          seen = containers
        })
      },
    })
    expect(real.code, real.stdout).toBe(0)
    expect(new Set(real.results.map(({ world }) => world))).toEqual(new Set(['containers']))
    expect(real.results.map(({ scenario }) => scenario)).toEqual(stories)
    expect(seen).toBe(2)
    expect(await leftovers()).toEqual({ containers: 0, networks: 0 })

    const simulated = await runCli(['run', ...stories, '--world', 'simulation'])
    for (const shape of Object.values(shapes(real.results))) {
      expect(shape.length).toBeGreaterThan(15)
    }
    expect(shapes(simulated.results)).toEqual(shapes(real.results))
    // Some 17 s for each story, where other runs go on beside it.
  }, 300_000)

  test.each(['SIGINT', 'SIGKILL'] as const)(
    '%s in mid-run leaves no container and no network',
    async (signal) => {
      const { code } = await runCli(['run', 'sync/healthy', '--world', 'containers'], {
        onOutput: (text, kill) => {
          if (text.includes('waiting for a whole crawl')) kill(signal)
        },
      })
      expect(code).toBe(signal === 'SIGINT' ? 130 : null)
      await expect.poll(leftovers, { timeout: 20_000 }).toEqual({ containers: 0, networks: 0 })
    },
  )
})
