/** The clocks that only run on: `performance`, `process.hrtime`, `process.uptime`. */
import { activeSimulation } from './active.ts'

const real = {
  now: performance.now.bind(performance),
  timeOrigin: performance.timeOrigin,
  hrtime: process.hrtime,
  uptime: process.uptime.bind(process),
}

export function performanceNow(): number {
  return activeSimulation()?.steadyMs() ?? real.now()
}

export function performanceTimeOrigin(): number {
  return activeSimulation()?.timeOriginMs() ?? real.timeOrigin
}

export function uptime(): number {
  const simulation = activeSimulation()
  return simulation ? simulation.steadyMs() / 1000 : real.uptime()
}

function bigint(): bigint {
  const simulation = activeSimulation()
  return simulation ? BigInt(Math.round(simulation.steadyMs() * 1e6)) : real.hrtime.bigint()
}

function pair(before?: [number, number]): [number, number] {
  if (!activeSimulation()) return real.hrtime(before)
  const [seconds, nanoseconds] = before ?? [0, 0]
  const passed = bigint() - (BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds))
  return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)]
}

export const hrtime = Object.assign(pair, { bigint })
