/** Whole runs in the simulated world: every scenario, repeatable to the byte, true to real ones. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstDifference } from '../journal/first-difference.ts'
import { readJournal } from '../journal/read-journal.ts'
import { scenarioIds } from '../scenario/find-scenarios.ts'
import { RunRecord } from '../trace/run-record.ts'
import { shapeOf } from '../trace/shape.ts'
import { root } from './root.ts'
import { runCli } from './testing/run-cli.ts'

async function journalOf(scenario: string, world: string, ...more: string[]): Promise<string> {
  const { result, stdout, stderr } = await runCli(['run', scenario, '--world', world, ...more])
  expect(result?.verdict, stdout + stderr).toBe('pass')
  return join(root, result?.journal ?? '')
}

describe.concurrent('in the simulation', () => {
  test('every scenario passes, with the same bytes for the same seed in another process', async () => {
    const all = async () => {
      const { results, code, stdout } = await runCli(['run', '--all', '--world', 'simulation'])
      expect(code, stdout).toBe(0)
      return results
    }
    const [one, again] = await Promise.all([all(), all()])
    expect(one.map(({ scenario }) => scenario)).toEqual(scenarioIds(root))
    const journals = one.map(
      ({ journal }, index) => [journal, again[index]?.journal ?? ''] as const,
    )
    for (const [first, second] of journals) {
      const text = readFileSync(join(root, first), 'utf8')
      expect(text.length).toBeGreaterThan(10_000)
      // Nothing of this machine or this Node.
      expect(text).not.toContain(root)
      expect(text).not.toMatch(/\(node:/)
      if (text !== readFileSync(join(root, second), 'utf8')) {
        // It names the call that leaked.
        const { stdout } = await runCli(['replay', dirname(first)])
        expect.fail(stdout)
      }
    }
  })

  test('another seed gives another run', async () => {
    const [one, other] = await Promise.all(
      ['1', '2'].map((seed) => journalOf('sync/healthy', 'simulation', '--seed', seed)),
    )
    expect(
      firstDifference(readFileSync(one ?? '', 'utf8'), readFileSync(other ?? '', 'utf8')),
    ).toBeDefined()
  })

  test('replay repeats a run to the last byte, and says where another one parts', async () => {
    const journal = await journalOf('sync/healthy', 'simulation')
    const replayed = await runCli(['replay', dirname(journal)])
    expect(replayed.stdout).toContain('the same run, to the last byte of its journal')
    expect(replayed.code).toBe(0)
    const lines = readFileSync(journal, 'utf8').split('\n')
    writeFileSync(journal, lines.toSpliced(40, 1).join('\n'))
    const parted = await runCli(['replay', dirname(journal)])
    expect(parted.stdout).toContain('parts at line 41')
    expect(parted.stdout).toContain('Run twice more, it repeats itself to the last byte')
  })

  test('a planted fault is caught and explained as in the other worlds', async () => {
    const { code, result } = await runCli([
      'run',
      'sync/healthy',
      '--world',
      'simulation',
      '--fault',
      'brokenExport:system/shared/protocol/messages.ts#MessageTypes',
    ])
    expect(code).toBe(1)
    expect(result?.findings[0]?.suspects[0]).toMatchObject({
      file: 'system/shared/protocol/messages.ts',
      function: 'MessageTypes',
    })
  })

  test.each([
    ['system/worker/platforms/base/interceptor-manager.ts', 'InterceptorManager.#read'],
    ['system/worker/platforms/base/account-data-manager.ts', 'AccountDataManager.upsert'],
    ['system/worker/platforms/base/data-pusher.ts', 'DataPusher.pushDataSync'],
    ['system/shared/protocol/envelope.ts', 'createMessage'],
    ['system/master/data-store.ts', 'DataStore.merge'],
  ])('an error swallowed in %s, %s is caught, and is the first suspect', async (file, name) => {
    const fault = `silentCatch:${file}#${name}`
    const args = ['run', 'sync/healthy', '--world', 'simulation', '--fault', fault]
    const { code, stdout, result } = await runCli(args)
    expect(code, stdout).toBe(1)
    expect(result?.findings[0]?.suspects[0]).toMatchObject({ file, function: name })
  })

  test.each(['lostSpans', 'refusedTelemetry', 'receiverDown', 'fullQueue'])(
    'lost telemetry is unknown here too: %s',
    async (fault) => {
      const args = ['run', 'sync/healthy', '--world', 'simulation', '--fault', fault]
      const { code, stdout } = await runCli(args)
      expect(code, stdout).toBe(2)
    },
  )

  test('the traces of a healthy run have the shape that real processes give them', async () => {
    const shape = async (world: string) =>
      shapeOf(RunRecord.from(readJournal(await journalOf('sync/healthy', world)).lines))
    const [simulated, real] = await Promise.all([shape('simulation'), shape('processes')])
    expect(simulated.length).toBeGreaterThan(10)
    // In processes Master looks after its workers itself; in the simulation they are remote.
    expect(simulated).toEqual(real)
  })
})
