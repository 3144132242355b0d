/** What faults may touch in the simulation: its network, processes, clocks, disks, pages. */
import type {
  Ground,
  GroundClocks,
  GroundDisks,
  GroundNetwork,
  GroundPages,
  GroundProcesses,
} from '../../fault/ground.ts'
import type { ClockEntry } from '../../journal/entry.ts'
import type { Simulation } from './kernel/clock.ts'
import type { SimulatedSystem } from './simulated-system.ts'

export interface SimulatedGroundOptions {
  simulation: Pick<Simulation, 'host' | 'network' | 'nowMs'>
  system: Pick<SimulatedSystem, 'kill' | 'disk' | 'losePower'>
  pages: GroundPages
  /** What the clocks of hosts do, for whoever reads their times. */
  onClock(entry: ClockEntry): void
}

export function simulatedGround(options: SimulatedGroundOptions): Ground {
  return {
    network: networkOf(options),
    processes: processesOf(options),
    clocks: clocksOf(options),
    disks: disksOf(options),
    pages: options.pages,
  }
}

function networkOf({ simulation: { network } }: SimulatedGroundOptions): GroundNetwork {
  return {
    shape: (from, to, shape, touched) => network.link(from, to).shape({ ...shape, touched }),
    reset: (a, b) => network.reset(a, b),
  }
}

function processesOf({ simulation, system }: SimulatedGroundOptions): GroundProcesses {
  /** Who freezes which life of a host; it is thawed when nobody does any more. */
  const freezers = new Map<string, Set<() => void>>()
  return {
    kill: async (name) => system.kill(name),
    async freeze(name, touched) {
      const host = simulation.host(name)
      if (!host.alive) return undefined
      const life = `${name} ${host.lives}`
      const all = freezers.get(life) ?? new Set()
      freezers.set(life, all.add(touched))
      host.freeze(() => {
        for (const told of all) told()
      })
      return () => {
        all.delete(touched)
        if (all.size === 0 && host.lives === Number(life.split(' ')[1])) host.thaw()
      }
    },
  }
}

function disksOf({ system }: SimulatedGroundOptions): GroundDisks {
  return {
    fill: (host, touched) => system.disk(host).fill(touched),
    fail: (host, touched) => system.disk(host).fail(touched),
    losePower: async (host) => system.losePower(host),
  }
}

function clocksOf({ simulation, onClock }: SimulatedGroundOptions): GroundClocks {
  const changed = (host: string): void => {
    const { clock } = simulation.host(host)
    const { aheadMs, driftPpm: ppm } = clock
    onClock({ at: simulation.nowMs, kind: 'clock', host, aheadMs, ppm })
  }
  const jump = (host: string, byMs: number): void => {
    simulation.host(host).clock.jump(byMs)
    changed(host)
  }
  const turn = (host: string, ppm: number): void => {
    simulation.host(host).clock.driftPpm += ppm
    changed(host)
  }
  return {
    jump,
    drift(host, ppm, touched) {
      turn(host, ppm)
      const unwatch = simulation.host(host).clock.watch(touched)
      return () => {
        unwatch()
        turn(host, -ppm)
      }
    },
    skew(host, byMs, touched) {
      jump(host, byMs)
      const unwatch = simulation.host(host).clock.watch(touched)
      return () => {
        unwatch()
        jump(host, -byMs)
      }
    },
  }
}
