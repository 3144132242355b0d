/** Whole runs in real containers. */
import { describe, expect, test } from 'vitest'
import { canUseContainers } from '../../setup/require-containers.ts'
import { dockerode } from '../world/containers/client.ts'
import { runLabel } from '../world/reaper.ts'
import { runCli } from './testing/run-cli.ts'

async function leftovers() {
  const engine = await dockerode()
  const filters = { label: [runLabel] }
  const containers = await engine.listContainers({ all: true, filters })
  const networks = await engine.listNetworks({ filters })
  return { containers: containers.length, networks: networks.length }
}

describe.skipIf(!(await canUseContainers()))('in containers', () => {
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
