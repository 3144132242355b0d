/** Lets faults of the world strike, heals them, and writes both down. */
import type { Hub } from '../agent/hub.ts'
import { FaultError } from '../fault/fault.ts'
import { worldFaults } from '../fault/faults.ts'
import { type Ground, GroundError, type Heal } from '../fault/ground.ts'
import {
  checkPlace,
  type Places,
  type WorldFault,
  type WorldFaultKind,
} from '../fault/world-fault.ts'
import type { FaultEntry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { WorldError } from '../world/world.ts'

export interface WorldNemesisOptions extends Places {
  /** For sentences: `simulation`. */
  world: string
  journal: Pick<Journal, 'append'>
  hub: Pick<Hub, 'processes' | 'expectKill'>
  now(): number
}

/** A fault that was planted and is not healed yet. */
interface InForce {
  heal(): Promise<void>
}

const failed = Symbol('failed')

/** What of the ground each layer needs. */
const members = {
  network: 'network',
  process: 'processes',
  clock: 'clocks',
  disk: 'disks',
  page: 'pages',
} as const

/** How long a killed process may take to be gone. */
const deathLimitMs = 5000

export class WorldNemesis {
  readonly #options: WorldNemesisOptions
  readonly #inForce = new Set<InForce>()
  readonly #scheduled = new Set<Promise<void>>()
  #ground: Ground | undefined
  #startedMs = 0
  /** Resolved when all that is scheduled is called off. */
  #off = Promise.withResolvers<void>()
  #lastHealedMs = Number.NEGATIVE_INFINITY

  constructor(options: WorldNemesisOptions) {
    this.#options = options
  }

  /** Whether a fault has been healed, or struck and was over at once, from this time on. */
  healedSince(ms: number): boolean {
    return this.#lastHealedMs >= ms
  }

  /** The system has started: times of faults count from now. */
  arrive(ground: Ground): void {
    this.#ground = ground
    this.#startedMs = this.#options.now()
  }

  /**
   * Plants a fault now, whatever its `atMs`; healed after its `forMs`, or when disposed of.
   * @throws FaultError if it strikes a host or account that there is not.
   */
  async inject(fault: WorldFault): Promise<AsyncDisposable> {
    checkPlace(fault, this.#options)
    if (fault.atMs > 0) {
      throw new FaultError(
        `Fault ${fault.id} cannot be injected at ${fault.atMs} ms: inject plants it now. Leave atMs away.`,
      )
    }
    const off = this.#off.promise
    const planted = await this.#plant(fault, {})
    if (planted !== undefined && fault.forMs !== undefined) {
      this.#track(this.#healLater(planted, fault.forMs, off))
    }
    return { [Symbol.asyncDispose]: async () => planted?.heal() }
  }

  /**
   * Plants each fault `atMs` after the system's start and heals it `forMs` later. Resolves when all
   * have healed, or have been called off. What goes wrong with one is a problem in the journal.
   * @throws FaultError if one strikes a host or account that there is not.
   */
  async schedule(faults: readonly WorldFault[], { drawn }: { drawn: boolean }): Promise<void> {
    for (const fault of faults) checkPlace(fault, this.#options)
    await Promise.all(faults.map((fault) => this.#track(this.#play(fault, drawn))))
  }

  /**
   * Heals all that is in force, and calls off what has yet to come.
   * @returns how many were in force.
   */
  async healAll(): Promise<number> {
    const count = this.#inForce.size
    this.#off.resolve()
    this.#off = Promise.withResolvers()
    await Promise.all(this.#scheduled)
    for (const planted of [...this.#inForce]) await planted.heal()
    return count
  }

  async #play(fault: WorldFault, drawn: boolean): Promise<void> {
    const off = this.#off.promise
    const pauseMs = this.#startedMs + fault.atMs - this.#options.now()
    if (pauseMs > 0 && !(await passes(pauseMs, off))) return
    const planted = await this.#plant(fault, drawn ? { drawn } : {})
    if (planted !== undefined) await this.#healLater(planted, fault.forMs, off)
  }

  async #healLater(planted: InForce, forMs: number | undefined, off: Promise<void>): Promise<void> {
    if (this.#inForce.has(planted)) await passes(forMs, off)
    await planted.heal()
  }

  async #plant(fault: WorldFault, mark: Pick<FaultEntry, 'drawn'>): Promise<InForce | undefined> {
    const kind = kindOf(fault)
    const note = (phase: FaultEntry['phase']) => this.#note(fault, phase, mark)
    const ground = this.#ground
    if (ground?.[members[kind.layer]] === undefined) {
      this.#problem(
        fault,
        ground === undefined
          ? 'the system has not been started yet'
          : `there no fault can touch its ${members[kind.layer]}`,
      )
      return undefined
    }
    note('planted')
    let touched = false
    const touch = () => {
      if (!touched) note('reached')
      touched = true
    }
    const heal = await this.#try(fault, () => this.#strike(kind, ground, fault, touch))
    return this.#force(fault, heal === failed ? undefined : heal, () => {
      this.#lastHealedMs = this.#options.now()
      note('healed')
    })
  }

  #force(fault: WorldFault, heal: Heal | undefined, onHealed: () => void): InForce {
    const planted: InForce = {
      heal: async () => {
        if (!this.#inForce.delete(planted)) return
        await this.#try(fault, async () => heal?.())
        onHealed()
      },
    }
    if (heal === undefined) onHealed()
    else this.#inForce.add(planted)
    return planted
  }

  async #strike(
    kind: WorldFaultKind,
    ground: Ground,
    fault: WorldFault,
    touch: () => void,
  ): Promise<Heal | undefined> {
    if (!kind.kills) return kind.plant(ground, fault, touch)
    const { hub } = this.#options
    const victims = hub.processes().filter((p) => p.host === fault.host && p.alive)
    hub.expectKill(fault.host)
    try {
      const heal = await kind.plant(ground, fault, touch)
      await this.#gone(victims.map(({ instance }) => instance))
      return heal
    } catch (error) {
      hub.expectKill(fault.host, false)
      throw error
    }
  }

  /** @throws WorldError if one of these processes lives on. */
  async #gone(instances: readonly string[]): Promise<void> {
    const giveUpMs = performance.now() + deathLimitMs
    const lives = () =>
      this.#options.hub.processes().some((p) => p.alive && instances.includes(p.instance))
    while (lives()) {
      if (performance.now() > giveUpMs) {
        throw new WorldError(`its process lives on ${deathLimitMs} ms after SIGKILL`)
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  /** What the world could not do is a problem of the run, and does not break it off. */
  async #try<T>(fault: WorldFault, work: () => Promise<T>): Promise<T | typeof failed> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof GroundError || error instanceof WorldError)) throw error
      this.#problem(fault, error.message)
      return failed
    }
  }

  #problem({ id }: WorldFault, why: string): void {
    const { journal, now, world } = this.#options
    const text = `World ${world} cannot do ${id}: ${why}.`
    journal.append({ at: now(), kind: 'problem', about: 'world', text })
  }

  /** Until it is done `healAll` waits for it; its error is for both callers. */
  async #track(work: Promise<void>): Promise<void> {
    this.#scheduled.add(work)
    try {
      await work
    } finally {
      this.#scheduled.delete(work)
    }
  }

  #note(
    { id, hosts }: WorldFault,
    phase: FaultEntry['phase'],
    mark: Pick<FaultEntry, 'drawn'>,
  ): void {
    const { journal, now } = this.#options
    journal.append({ at: now(), kind: 'fault', fault: id, hosts: [...hosts], phase, ...mark })
  }
}

/** Resolves after so long (undefined: never), or, with false, once all is called off. */
async function passes(ms: number | undefined, off: Promise<void>): Promise<boolean> {
  const calledOff = off.then(() => false)
  if (ms === undefined) return calledOff
  const passed = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => passed.resolve(true), ms)
  try {
    return await Promise.race([passed.promise, calledOff])
  } finally {
    clearTimeout(timer)
  }
}

function kindOf({ name }: WorldFault): WorldFaultKind {
  const kind = worldFaults.find((k) => k.name === name)
  if (kind === undefined) throw new FaultError(`There is no fault \`${name}\` of the world.`)
  return kind
}
