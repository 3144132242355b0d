/**
 * How fast the simulated world is: the whole pipeline of a run, beside the bare floor with the same
 * messages. The journal is kept in memory, as when exploring; no report is written.
 */
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, BenchError, type BenchOptions } from '../bench.ts'
import { type BenchRow, row } from '../row.ts'
import { type Measured, warmUpMs } from './job.ts'
import { measure } from './measure.ts'

/** As done-when 3 of the simulation issue has it. */
const day: Size = { workers: 4, accounts: 20 }
const growth: readonly Size[] = [
  { workers: 16, accounts: 160 },
  { workers: 50, accounts: 1000 },
]
const speedGoal = 4
const growthGoal = 1.5
const growthMs = 600_000

interface Size {
  workers: number
  accounts: number
}

interface Pair {
  ours: readonly Measured[]
  floor: readonly Measured[]
}

export const simulationBench: Bench = {
  name: 'simulation',
  description:
    'virtual time that passes in a second, beside socket.io alone with the same messages; and how that changes with workers and accounts',
  async run(options) {
    // Ours, floor, floor, ours: a machine that slows down or speeds up meanwhile does so to both.
    const pair = await measurePair(day, options.virtualMs, options, [
      'ours',
      'floor',
      'floor',
      'ours',
    ])
    return [speedRow(pair), ...(await growthRows(options))]
  },
}

async function growthRows(options: BenchOptions): Promise<BenchRow[]> {
  const virtualMs = Math.min(growthMs, options.virtualMs)
  const order = ['ours', 'floor'] as const
  const before = await measurePair(day, virtualMs, options, order)
  const grown: { size: Size; pair: Pair }[] = []
  for (const size of growth) {
    grown.push({ size, pair: await measurePair(size, virtualMs, options, order) })
  }
  const after = await measurePair(day, virtualMs, options, order)
  const base = {
    ours: [...before.ours, ...after.ours],
    floor: [...before.floor, ...after.floor],
  }
  return grown.map(({ size, pair }) => growthRow(size, pair, base))
}

function speedRow({ ours, floor }: Pair): BenchRow {
  const speed = (measured: readonly Measured[]) =>
    mean(measured, 'virtualMs') / mean(measured, 'wallMs')
  const [first] = ours
  return row({
    name: `${sizeText(day)}, virtual s per wall s`,
    ours: speed(ours),
    floor: speed(floor),
    goal: speedGoal,
    better: 'larger',
    note: `${mean(ours, 'virtualMs') / 1000} virtual s; wall s of ours ${seconds(ours)}, of the floor ${seconds(floor)}; by processor time the ratio is ${(mean(ours, 'cpuMs') / mean(floor, 'cpuMs')).toFixed(1)}; ${first?.messages} messages, ${first?.bytes} bytes of JSON, ${first?.spans} spans`,
  })
}

/** What an account costs here, beside what it costs in the smallest system. */
function growthRow(size: Size, pair: Pair, base: Pair): BenchRow {
  const alone = cost(pair.floor, size, 'Wall')
  const aloneTimes = alone / cost(base.floor, day, 'Wall')
  const cpuTimes = cost(pair.ours, size, 'Cpu') / cost(base.ours, day, 'Cpu')
  return row({
    name: `${sizeText(size)}, wall ms per account-hour`,
    ours: cost(pair.ours, size, 'Wall'),
    floor: cost(base.ours, day, 'Wall'),
    goal: growthGoal,
    better: 'smaller',
    note: `${mean(pair.ours, 'virtualMs') / 1000} virtual s, without the start; the floor is the same figure of ${sizeText(day)}; wall s of ours ${seconds(pair.ours)}; by processor time the ratio is ${cpuTimes.toFixed(2)}; socket.io alone takes ${alone.toFixed(1)} ms per account-hour, ${aloneTimes.toFixed(2)} times what it takes with ${sizeText(day)}`,
  })
}

/** Milliseconds for an hour of an account, once all has started. */
function cost(measured: readonly Measured[], { accounts }: Size, time: 'Wall' | 'Cpu'): number {
  const [whole, start] =
    time === 'Wall' ? (['wallMs', 'startWallMs'] as const) : (['cpuMs', 'startCpuMs'] as const)
  const spent = mean(measured, whole) - mean(measured, start)
  return spent / ((accounts * (mean(measured, 'virtualMs') - warmUpMs)) / 3_600_000)
}

async function measurePair(
  size: Size,
  virtualMs: number,
  { root, signal, progress }: BenchOptions,
  order: readonly ('ours' | 'floor')[],
): Promise<Pair> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-bench-'))
  const scratch = folder.path
  const trafficFile = join(scratch, 'traffic.json')
  const measured: { ours: Measured[]; floor: Measured[] } = { ours: [], floor: [] }
  for (const what of order) {
    progress(`${sizeText(size)}, ${virtualMs / 1000} virtual s: ${what}`)
    using own = mkdtempDisposableSync(join(scratch, `${what}-`))
    const job = { root, ...size, virtualMs, trafficFile, scratch: own.path }
    const one = await measure(what, job, signal)
    progress(`  ${(one.wallMs / 1000).toFixed(2)} s`)
    measured[what].push(one)
  }
  refuseUnlike(measured)
  return measured
}

/** What is compared must be the same work, and ours must be work that was done well. */
function refuseUnlike({ ours, floor }: Pair): void {
  const bad = ours.find(({ verdict }) => !verdict.startsWith('pass'))
  if (bad) throw new BenchError(`Could not measure a healthy run; its verdict is ${bad.verdict}`)
  const all = [...ours, ...floor].map(({ messages, bytes }) => `${messages} (${bytes} bytes)`)
  if (new Set(all).size === 1) return
  throw new BenchError(
    `Could not compare runs that did not send the same; messages were ${all.join(', ')}.`,
  )
}

function mean(measured: readonly Measured[], what: Exclude<keyof Measured, 'verdict'>): number {
  return measured.reduce((sum, one) => sum + one[what], 0) / measured.length
}

function seconds(measured: readonly Measured[]): string {
  return measured.map(({ wallMs }) => (wallMs / 1000).toFixed(2)).join(' and ')
}

function sizeText({ workers, accounts }: Size): string {
  return `${workers} workers, ${accounts} accounts`
}
