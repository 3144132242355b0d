/** Whole runs in real processes with real Chromium, as the command line gives them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { spanLedger } from '../check/span-ledger.ts'
import { readJournal } from '../journal/read-journal.ts'
import { RunRecord } from '../trace/run-record.ts'
import { shapeOf } from '../trace/shape.ts'
import { root } from './root.ts'
import { openReport } from './testing/open-report.ts'
import { type CliEnd, runCli } from './testing/run-cli.ts'

const run = (scenario: string, ...faults: string[]) =>
  runCli(['run', scenario, '--world', 'processes', ...faults.flatMap((f) => ['--fault', f])])

/** Where the broken export of the scenario is, whatever is written above it. */
function lineOf(text: string): number {
  const source = readFileSync(join(root, 'system/shared/protocol/messages.ts'), 'utf8')
  return source.slice(0, source.indexOf(text)).split('\n').length
}

describe('in processes', () => {
  let healthy: Promise<CliEnd>

  beforeAll(() => {
    healthy = run('sync/healthy')
  })

  test('a healthy run passes with every item at every hop, and check says the same', async () => {
    const { code, stdout, result } = await healthy
    expect(result, stdout).toMatchObject({
      scenario: 'sync/healthy',
      world: 'processes',
      verdict: 'pass',
      findings: [],
    })
    expect(code).toBe(0)
    const counts = Object.values(result?.ledger ?? {})
    expect(counts).toHaveLength(10)
    expect(new Set(counts).size).toBe(1)
    expect(counts[0]).toBeGreaterThanOrEqual(24)
    expect(existsSync(join(root, result?.report ?? ''))).toBe(true)

    const journal = join(root, result?.journal ?? '')
    expect(readJournal(journal).notes).toEqual([])
    const checked = await runCli(['check', journal])
    expect(checked.stdout).toContain('pass  Every invariant holds.')
    expect(checked.code).toBe(0)
  })

  test('the traces of a healthy run have the shape that the simulation gives them', async () => {
    const [real, simulated] = await Promise.all([
      healthy,
      runCli(['run', 'sync/healthy', '--world', 'simulation']),
    ])
    const shape = ({ result }: CliEnd) =>
      shapeOf(RunRecord.from(readJournal(join(root, result?.journal ?? '')).lines))
    expect(shape(real).length).toBeGreaterThan(10)
    // In processes Master looks after its workers itself; in the simulation they are remote.
    expect(shape(simulated)).toEqual(shape(real))
  })

  test('the silent sync failure is caught and explained act by act', async () => {
    const { code, stdout, result } = await run('silent-sync-failure')
    expect(result?.verdict, stdout).toBe('pass')
    expect(code).toBe(0)
    expect(result?.acts.map((a) => [a.verdict, a.asExpected])).toEqual([
      ['pass', true],
      ['fail', true],
      ['fail', true],
      ['pass', true],
    ])

    const report = await openReport(join(root, result?.report ?? ''))
    expect(report).toMatchObject({ complaints: [], requests: [] })
    expect(report.text).toContain('Caught and explained, as expected.')
    expect(report.text).toContain(`messages.ts:${lineOf('export const MessageTypes')}`)
  })

  test('a worker killed in mid-crawl is accounted for as killed, and nothing is lost', async () => {
    const { code, stdout, result } = await run('killed-worker')
    expect(result?.verdict, stdout).toBe('pass')
    expect(code).toBe(0)
    const record = RunRecord.from(readJournal(join(root, result?.journal ?? '')).lines)
    const rows = spanLedger(record, true).filter((row) => row.host === 'worker-1')
    expect(rows.map((row) => [row.end, row.balanced])).toEqual([
      ['killed', true],
      ['left', true],
    ])
  })

  test('the broken export is caught, and its place is the first suspect', async () => {
    const { code, stdout, result } = await run(
      'sync/healthy',
      'brokenExport:system/shared/protocol/messages.ts#MessageTypes',
    )
    expect(code, stdout).toBe(1)
    const [finding] = result?.findings ?? []
    expect(finding).toMatchObject({ invariant: 'I1', verdict: 'fail', hop: 'sync.snapshot' })
    const [first, second] = finding?.suspects ?? []
    expect(first).toMatchObject({
      file: 'system/shared/protocol/messages.ts',
      function: 'MessageTypes',
    })
    expect(first?.reason).toContain(
      "TypeError: Cannot read properties of undefined (reading 'WORKER_DATA_SYNC')",
    )
    expect(second).toMatchObject({
      file: 'system/worker/platforms/base/data-pusher.ts',
      function: 'DataPusher.pushDataSync',
    })
  })

  test('a swallowed error is caught, and its function is the first suspect', async () => {
    const [file, name] = ['system/worker/platforms/douyin/mapping.ts', 'mapComment']
    const { code, stdout, result } = await run('sync/healthy', `silentCatch:${file}#${name}`)
    expect(code, stdout).toBe(1)
    expect(result?.findings.map((f) => f.invariant)).toEqual(expect.arrayContaining(['I1', 'I3']))
    expect(result?.findings[0]?.suspects[0]).toMatchObject({ file, function: name })
  })

  test.each(['lostSpans', 'refusedTelemetry', 'receiverDown', 'fullQueue'])(
    'lost telemetry never ends in pass: %s is unknown',
    async (fault) => {
      const { code, stdout, result } = await run('sync/healthy', fault)
      expect(result?.verdict, stdout).toBe('unknown')
      expect(code).toBe(2)
      expect(result?.findings.map((f) => f.invariant)).toContain('telemetry-complete')
    },
  )
})
