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
  test('every story passes, with traces of the shape that the simulation gives them', async () => {
    const all = async (world: string) => {
      const stories = scenarioIds(root).filter((id) => id.startsWith('sync/'))
      const { code, stdout, results } = await runCli(['run', ...stories, '--world', world])
      expect(code, stdout).toBe(0)
      return shapes(results)
    }
    const real = await all('containers')
    expect(Object.keys(real).length).toBeGreaterThan(3)
    for (const shape of Object.values(real)) expect(shape.length).toBeGreaterThan(15)
    expect(await all('simulation')).toEqual(real)
  })

  test('containers are the world of choice, and the silent sync failure is caught there', async () => {
    let seen = 0
    const { code, stdout, result } = await runCli(['run', 'silent-sync-failure'], {
      onOutput: (text) => {
        if (seen === 0 && text.includes('act: ')) {
          seen = 1
          void leftovers().then(({ containers }) => {
            seen = containers
          })
        }
      },
    })
    expect(result, stdout).toMatchObject({ world: 'containers', verdict: 'pass' })
    expect(code).toBe(0)
    expect(seen).toBe(2)
    expect(await leftovers()).toEqual({ containers: 0, networks: 0 })
  })

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
