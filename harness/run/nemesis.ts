/** What injects faults and heals them; keeps every host's edited sources. */

import type { Hub } from '../agent/hub.ts'
import type { CodeFault } from '../fault/code/code-fault.ts'
import { buildOverlay, type Overlay } from '../fault/code/overlay.ts'
import type { SystemTree } from '../fault/code/system-tree.ts'
import { fault as faultOf } from '../fault/faults.ts'
import { isWorldFault, type WorldFault } from '../fault/world-fault.ts'
import type { Journal } from '../journal/journal.ts'
import type { NemesisTool } from '../scenario/scenario.ts'
import { type StartedWorld, WorldError } from '../world/world.ts'
import { WorldNemesis, type WorldNemesisOptions } from './world-nemesis.ts'

export interface NemesisOptions extends WorldNemesisOptions {
  tree: SystemTree
  journal: Journal
  hub: Pick<Hub, 'processes' | 'expectKill'>
  /** Code faults that need not touch anything: a bug that only some weather brings to light. */
  latent?: readonly CodeFault[]
}

export class Nemesis implements NemesisTool {
  readonly #options: NemesisOptions
  readonly #active = new Set<CodeFault>()
  readonly #ofWorld: WorldNemesis
  #world: StartedWorld | undefined

  /** @param faults in force from the start. */
  constructor(options: NemesisOptions, faults: readonly CodeFault[]) {
    this.#options = options
    this.#ofWorld = new WorldNemesis(options)
    for (const fault of faults) {
      this.#active.add(fault)
      this.#note(fault, 'planted')
    }
  }

  /** The sources of every host as they are now. */
  overlays(): Map<string, Overlay> {
    return new Map(this.#options.hosts.map((host) => [host, this.#overlayOf(host)]))
  }

  arrive(world: StartedWorld): void {
    this.#world = world
    this.#ofWorld.arrive(world.ground)
  }

  /** Whether a fault of the world has been healed, or was over at once, from this time on. */
  healedSince(ms: number): boolean {
    return this.#ofWorld.healedSince(ms)
  }

  async inject(fault: CodeFault | WorldFault): Promise<AsyncDisposable> {
    if (isWorldFault(fault)) return this.#ofWorld.inject(fault)
    this.#active.add(fault)
    await this.#plant(this.#hostsOf(fault))
    this.#note(fault, 'planted')
    return {
      [Symbol.asyncDispose]: async () => {
        this.#active.delete(fault)
        await this.#plant(this.#hostsOf(fault))
        this.#note(fault, 'healed')
      },
    }
  }

  async kill(host: string): Promise<void> {
    if (!this.#options.hub.processes().some((p) => p.host === host && p.alive)) {
      throw new WorldError(`Could not kill ${host}: it has no living process.`)
    }
    await this.#ofWorld.inject(faultOf.kill(host))
  }

  /**
   * Lets each fault strike `atMs` after the system's start, for `forMs`. Resolves when all have
   * healed. `drawn`: by chance, so that one which touches nothing is no surprise.
   * @throws FaultError if one strikes a host or account that there is not.
   */
  schedule(
    faults: readonly WorldFault[],
    options: { drawn: boolean } = { drawn: false },
  ): Promise<void> {
    return this.#ofWorld.schedule(faults, options)
  }

  /**
   * Heals every fault of the world, and calls off those that have yet to come.
   * @returns how many were in force.
   */
  healAll(): Promise<number> {
    return this.#ofWorld.healAll()
  }

  async #plant(hosts: readonly string[]): Promise<void> {
    for (const host of hosts) await this.#world?.plant(host, this.#overlayOf(host))
  }

  #overlayOf(host: string): Overlay {
    const { tree } = this.#options
    return buildOverlay({ root: tree.root, tree, faults: [...this.#active], host })
  }

  #hostsOf(fault: CodeFault): readonly string[] {
    return fault.hosts.length === 0 ? this.#options.hosts : fault.hosts
  }

  #note(fault: CodeFault, phase: 'planted' | 'healed'): void {
    const { journal, now, latent = [] } = this.#options
    const hosts = [...this.#hostsOf(fault)]
    const drawn = latent.includes(fault) ? { drawn: true } : {}
    journal.append({ at: now(), kind: 'fault', fault: fault.id, hosts, phase, ...drawn })
  }
}
