/** Whole runs in the simulated world: every scenario, repeatable to the byte, true to real ones. */
import { execFile } from 'node:child_process'
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { firstDifference } from '../journal/first-difference.ts'
import type { RunResult } from '../run/result.ts'
import type { PlantedRun } from '../run/testing/planted-main.ts'
import { scenarioIds } from '../scenario/find-scenarios.ts'
import { root } from './root.ts'
import { runCli } from './testing/run-cli.ts'

describe('in the simulation', () => {
  let one: RunResult[]
  let again: RunResult[]

  beforeAll(async () => {
    const all = async () => {
      const { results, code, stdout } = await runCli(['run', '--all', '--world', 'simulation'])
      expect(code, stdout).toBe(0)
      return results
    }
    ;[one, again] = await Promise.all([all(), all()])
  })

  const healthy = () =>
    join(root, one.find(({ scenario }) => scenario === 'sync/healthy')?.journal ?? '')

  test('every scenario passes, with the same bytes for the same seed in another process', async () => {
    expect(one.map(({ scenario }) => scenario)).toEqual(scenarioIds(root))
    expect(new Set(one.map(({ verdict }) => verdict))).toEqual(new Set(['pass']))
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
    const args = ['run', 'sync/healthy', '--world', 'simulation', '--seed', '2']
    const { result, stdout } = await runCli(args)
    expect(result?.verdict, stdout).toBe('pass')
    const other = readFileSync(join(root, result?.journal ?? ''), 'utf8')
    expect(firstDifference(readFileSync(healthy(), 'utf8'), other)).toBeDefined()
  })

  test('replay repeats a run to the last byte, and says where another one parts', async () => {
    const replayed = await runCli(['replay', dirname(healthy())])
    expect(replayed.stdout).toContain('the same run, to the last byte of its journal')
    expect(replayed.code).toBe(0)
    using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-parted-'))
    const lines = readFileSync(healthy(), 'utf8').split('\n')
    writeFileSync(join(folder.path, 'journal.jsonl'), lines.toSpliced(40, 1).join('\n'))
    const parted = await runCli(['replay', folder.path])
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

  test('a fault of a host that there is not is refused', async () => {
    const args = ['run', 'sync/healthy', '--world', 'simulation', '--fault']
    const strange = await runCli([...args, 'kill:worker-7'])
    expect(strange.stderr).toContain('no host of this topology; the hosts are: master, worker-1')
    expect(strange.code).toBe(3)
  })
})

/** Where an error is swallowed. */
const swallowed = [
  ['system/worker/platforms/base/interceptor-manager.ts', 'InterceptorManager.#read'],
  ['system/worker/platforms/base/account-data-manager.ts', 'AccountDataManager.upsert'],
  ['system/worker/platforms/base/data-pusher.ts', 'DataPusher.pushDataSync'],
  ['system/shared/protocol/envelope.ts', 'createMessage'],
  ['system/master/data-store.ts', 'DataStore.merge'],
] as const
const lostTelemetry = ['lostSpans', 'refusedTelemetry', 'receiverDown', 'fullQueue'] as const
const outlived = [
  ['partition:worker-1/master?atMs=500&forMs=3000', 'kill:master?atMs=2000'],
  ['freeze:worker-1?atMs=1200&forMs=3500', 'clockJump:worker-1?atMs=900&byMs=-4000'],
  ['freeze:master?atMs=1000&forMs=3000', 'kill:worker-1?atMs=2000'],
] as const

describe('under faults of all kinds, in the simulation', () => {
  /** What `sync/healthy` came to, by its faults. */
  const runs = new Map<string, PlantedRun>()
  const silent = (file: string, name: string) => `silentCatch:${file}#${name}`

  beforeAll(async () => {
    const sets = [
      ...swallowed.map(([file, name]) => [silent(file, name)]),
      ...lostTelemetry.map((fault) => [fault]),
      ...outlived,
    ]
    const main = fileURLToPath(new URL('../run/testing/planted-main.ts', import.meta.url))
    const args = [main, 'sync/healthy', JSON.stringify(sets)]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const printed: PlantedRun[] = JSON.parse(stdout)
    expect(printed).toHaveLength(sets.length)
    for (const [index, run] of printed.entries()) runs.set(sets[index]?.join(' ') ?? '', run)
  })

  test.each(swallowed)(
    'an error swallowed in %s, %s is caught, and is the first suspect',
    (file, name) => {
      const run = runs.get(silent(file, name))
      expect(run?.verdict).toBe('fail')
      expect(run?.findings[0]?.suspects[0]).toMatchObject({ file, function: name })
    },
  )

  test.each(lostTelemetry)('lost telemetry is unknown here too: %s', (fault) => {
    expect(runs.get(fault)?.verdict).toBe('unknown')
  })

  test.each(outlived)('the healthy system outlives %s and %s', (...faults) => {
    const run = runs.get(faults.join(' '))
    expect(run?.verdict, JSON.stringify(run?.findings)).toBe('pass')
    const whole = ['planted', 'reached', 'healed']
    expect(run?.phases).toEqual([whole, whole])
  })
})
