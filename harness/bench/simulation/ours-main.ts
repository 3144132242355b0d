/**
 * Measures one run of the whole pipeline (run-scenario.ts): system, telemetry, journal, checks,
 * verdict; no report. A process of its own, so that nothing warm from another run helps it.
 */
import { writeFileSync } from 'node:fs'
import { runScenario } from '../../run/run-scenario.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { OpenWorld, World, WorldRun } from '../../world/world.ts'
import { type Job, readJob, report, Stopwatch, seed, warmUpMs } from './job.ts'
import { TrafficMeter, totals } from './traffic.ts'

const job = readJob()
const watch = new Stopwatch()
let startWallMs = 0
let startCpuMs = 0
let meter: TrafficMeter | undefined

const { judged, record } = await runScenario({
  scenarioId: 'bench/simulation',
  scenario: scenarioOf(job),
  world: meteredWorld(),
  seed,
  faults: [],
  command: 'npx glassbox bench simulation',
  root: job.root,
  reports: job.scratch,
  journal: 'memory',
  signal: new AbortController().signal,
  progress: () => undefined,
})
const { wallMs, cpuMs } = watch
if (meter === undefined) throw new Error('The world was never opened, so nothing was measured.')
const traffic = meter.trafficOf(record.lastMs - record.startMs)
writeFileSync(job.trafficFile, JSON.stringify(traffic))
report({
  wallMs,
  cpuMs,
  startWallMs,
  startCpuMs,
  virtualMs: traffic.virtualMs,
  ...totals(traffic),
  spans: record.spans.length,
  verdict: `${judged.verdict}: ${judged.headline}`,
})

/** A day in which nothing special happens, at the pace of production. */
function scenarioOf({ workers, accounts, virtualMs }: Job): Scenario {
  return {
    title: 'a quiet time',
    topology: { workers, accounts },
    recording: 'creator-basic',
    pace: 'at once',
    timeScale: 1,
    limitMs: 2 ** 31 - 1,
    async story() {
      await passVirtual(warmUpMs)
      startWallMs = watch.wallMs
      startCpuMs = watch.cpuMs
      await passVirtual(virtualMs)
    },
  }
}

function passVirtual(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The simulated world with an ear on its wire. */
function meteredWorld(): World {
  return {
    name: 'simulation',
    deterministic: true,
    touchesMachine: false,
    unavailable: async () => undefined,
    async open(run: WorldRun): Promise<OpenWorld> {
      const { openSimulation } = await import('../../world/simulation/open-simulation.ts')
      let startMs: number | undefined
      const opened = await openSimulation(run, {
        onArrival: (arrival) => made.onArrival(arrival),
      })
      const made = new TrafficMeter(() => opened.now() - (startMs ?? 0))
      startMs = opened.now()
      meter = made
      return opened
    },
  }
}
