/** What injects faults and heals them; keeps every host's edited sources. */

import type { CodeFault } from '../fault/code/code-fault.ts'
import { buildOverlay, type Overlay } from '../fault/code/overlay.ts'
import type { Journal } from '../journal/journal.ts'
import type { NemesisTool } from '../scenario/scenario.ts'
import type { StartedWorld } from '../world/world.ts'

export interface NemesisOptions {
  root: string
  hosts: readonly string[]
  journal: Journal
  now(): number
}

export class Nemesis implements NemesisTool {
  readonly #options: NemesisOptions
  readonly #active = new Set<CodeFault>()
  #world: StartedWorld | undefined

  /** @param faults in force from the start. */
  constructor(options: NemesisOptions, faults: readonly CodeFault[]) {
    this.#options = options
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
  }

  async inject(fault: CodeFault): Promise<AsyncDisposable> {
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

  async #plant(hosts: readonly string[]): Promise<void> {
    for (const host of hosts) await this.#world?.plant(host, this.#overlayOf(host))
  }

  #overlayOf(host: string): Overlay {
    return buildOverlay({ root: this.#options.root, faults: [...this.#active], host })
  }

  #hostsOf(fault: CodeFault): readonly string[] {
    return fault.hosts.length === 0 ? this.#options.hosts : fault.hosts
  }

  #note(fault: CodeFault, phase: 'planted' | 'healed'): void {
    const { journal, now } = this.#options
    journal.append({
      at: now(),
      kind: 'fault',
      fault: fault.id,
      hosts: [...this.#hostsOf(fault)],
      phase,
    })
  }
}
