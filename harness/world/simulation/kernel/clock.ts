/**
 * A simulation: the one owner of time. It must be started before socket.io, ws, engine.io and
 * OpenTelemetry are first loaded in the process (import them with `import()` afterwards); ws and
 * engine.io-client keep functions that they find then, and `load-guard.ts` refuses them.
 *
 * Deterministic is all that is made of timers, promises, immediates, simulated sockets and chance.
 * True input and output, threads, the machine and the garbage collector are not: programs on hosts
 * are refused them (`guarded-calls.ts`); `hold` stops virtual time while the harness does any.
 * Variables of libraries that show are a life's own (`library-state.ts`), stack traces the same
 * everywhere (`steady-stacks.ts`), and the time zone is UTC. So a seed gives the same bytes in
 * whatever process, thread, machine and Node it runs.
 */
import './library-state.ts'
import { type ActiveSimulation, activate, activeSimulation } from './active.ts'
import type { CallLog } from './call-log.ts'
import { type Draw, Entropy } from './entropy.ts'
import { HostClock } from './host-clock.ts'
import { HostTimers } from './host-timer.ts'
import { installGlobals } from './installed-globals.ts'
import { currentLife, outsideHosts } from './life.ts'
import type { LinkSettings } from './link.ts'
import { acceptWhatIsLoaded, refuseWhatIsLoaded } from './load-guard.ts'
import { Network } from './network.ts'
import { SimulatedHost } from './simulated-host.ts'
import { installSteadyStacks } from './steady-stacks.ts'
import { stepUntil } from './step-until.ts'
import { catchStrays } from './strays.ts'
import type { UnsimulatedCallError } from './unsimulated-call-error.ts'
import { installUtc } from './utc.ts'
import { VirtualTime } from './virtual-time.ts'

export interface SimulationOptions {
  seed: number | string
  /** Virtual time at the start, in milliseconds since 1970. */
  startMs: number
  /** What links between different hosts are like at first: 1 ms, no jitter, no limit. */
  network?: Partial<LinkSettings>
  /** Makes file names in stack traces of hosts' errors what they are on any machine. */
  shortenStack?(text: string): string
  /**
   * Told when a host's program reaches for something that is not simulated (`guarded-calls.ts`).
   * Without it, the run fails with that error.
   */
  onUnsimulated?(error: UnsimulatedCallError): void
  /**
   * Answers a host's calls of the global `fetch`, in that host's context; what it gives no answer
   * to, or all without it, is refused.
   */
  answerFetch?: ActiveSimulation['answerFetch']
  /** Gets every call by which code meets the simulation. */
  calls?: CallLog | undefined
  /** Told of every random draw. */
  onDraw?(draw: Draw): void
  /**
   * Told when a host has died of an error that nothing in it caught. Without it, the run fails with
   * that error.
   */
  onCrash?(host: SimulatedHost, error: unknown): void
}

export interface Simulation extends Disposable {
  /** True virtual time, as no host but a good clock shows it. */
  readonly nowMs: number
  readonly network: Network
  /** The host of that name; made when first asked for. */
  host(name: string): SimulatedHost
  /**
   * Lets time pass until the promise is settled, and settles likewise.
   *
   * @throws Error if nothing is left that could settle it, or the virtual limit has passed.
   */
  runUntil<T>(promise: PromiseLike<T>, options: { limitMs: number }): Promise<T>
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>
  /** Stops virtual time until something real is done, such as the loading of a module. */
  hold<T>(work: PromiseLike<T>): Promise<T>
}

/** @throws Error if one is under way in this thread, or something was loaded too early. */
export function startSimulation(options: SimulationOptions): Simulation {
  if (activeSimulation()) {
    throw new Error('Could not start a simulation: one is under way. Dispose of it first.')
  }
  refuseWhatIsLoaded()
  const time = new VirtualTime(options.startMs)
  const trueClock = new HostClock(time)
  const { calls } = options
  const entropy = new Entropy(options.seed, options.onDraw, calls)
  const network = new Network(time, options.seed, options.network ?? {})
  const hosts = new Map<string, SimulatedHost>()
  const strays = catchStrays()
  const timers = new HostTimers(time, strays.note, calls)
  const shortenStack = options.shortenStack ?? ((text) => text)
  activate({
    timers,
    entropy,
    calls,
    wallMs: () => {
      const ms = (currentLife()?.clock ?? trueClock).wallMs()
      calls?.note('the time of day', String(ms))
      return ms
    },
    steadyMs: () => {
      const life = currentLife()
      const ms = life ? life.clock.steadyMs() - life.startSteadyMs : trueClock.steadyMs()
      calls?.note('the steady clock', String(ms))
      return ms
    },
    timeOriginMs: () => currentLife()?.startWallMs ?? options.startMs,
    shortenStack,
    ...(options.answerFetch && { answerFetch: options.answerFetch }),
    onUnsimulated: (error) => outsideHosts(() => (options.onUnsimulated ?? strays.note)(error)),
  })
  const restoreZone = installUtc()
  const restoreGlobals = installGlobals()
  const restoreStacks = installSteadyStacks(shortenStack)
  const onCrash = (host: SimulatedHost, error: unknown): void => {
    if (options.onCrash) outsideHosts(() => options.onCrash?.(host, error))
    else
      strays.note(new Error(`${host.name} ended by an error that nothing caught`, { cause: error }))
  }
  const held = new Set<PromiseLike<unknown>>()
  const stepping = { time, timers, held, failure: strays.take }
  return {
    get nowMs() {
      return time.nowMs
    },
    network,
    host(name) {
      let host = hosts.get(name)
      if (host === undefined) {
        const soon = (work: () => void): void => {
          time.after(0, work)
        }
        host = new SimulatedHost({ name, clock: new HostClock(time), network, soon, onCrash })
        hosts.set(name, host)
      }
      return host
    },
    runUntil: (promise, { limitMs }) => stepUntil(stepping, promise, limitMs),
    pass(ms) {
      const passed = Promise.withResolvers<void>()
      time.after(ms, passed.resolve)
      return stepUntil(stepping, passed.promise, ms + 1)
    },
    async hold(work) {
      held.add(work)
      try {
        return await work
      } finally {
        held.delete(work)
      }
    },
    [Symbol.dispose]() {
      for (const host of hosts.values()) host.kill()
      timers.end()
      restoreStacks()
      restoreGlobals()
      restoreZone()
      activate(undefined)
      acceptWhatIsLoaded()
      strays[Symbol.dispose]()
    },
  }
}
