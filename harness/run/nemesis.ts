/** What injects faults and heals them; keeps every host's edited sources. */

import type { Hub } from '../agent/hub.ts'
import type { CodeFault } from '../fault/code/code-fault.ts'
import { buildOverlay, type Overlay } from '../fault/code/overlay.ts'
import type { FaultEntry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { NemesisTool } from '../scenario/scenario.ts'
import { type StartedWorld, WorldError } from '../world/world.ts'

export interface NemesisOptions {
  root: string
  hosts: readonly string[]
  journal: Journal
  hub: Pick<Hub, 'processes' | 'expectKill'>
  now(): number
}

/** How long a killed process may take to be gone. */
const deathLimitMs = 5000

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

  async kill(host: string): Promise<void> {
    const { hub } = this.#options
    const victim = hub.processes().findLast((p) => p.host === host && p.alive)
    if (victim === undefined || this.#world === undefined) {
      throw new WorldError(`Could not kill ${host}: it has no living process.`)
    }
    this.#entry('kill', [host], 'planted')
    hub.expectKill(host)
    await this.#world.kill(host)
    const giveUpMs = performance.now() + deathLimitMs
    while (hub.processes().some((p) => p.instance === victim.instance && p.alive)) {
      if (performance.now() > giveUpMs) {
        throw new WorldError(
          `Could not kill ${host}: it lives on ${deathLimitMs} ms after SIGKILL.`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    this.#entry('kill', [host], 'reached')
    this.#entry('kill', [host], 'healed')
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
    this.#entry(fault.id, this.#hostsOf(fault), phase)
  }

  #entry(fault: string, hosts: readonly string[], phase: FaultEntry['phase']): void {
    const { journal, now } = this.#options
    journal.append({ at: now(), kind: 'fault', fault, hosts: [...hosts], phase })
  }
}
