/**
 * The hub of a simulation: agents of simulated processes are in this very process, so what they
 * tell comes by a call instead of a connection.
 */

import { agentLine } from '../../agent/agent-line.ts'
import { AgentProcess } from '../../agent/agent-process.ts'
import type { FlushSummary, Hub } from '../../agent/hub.ts'
import { Catches } from '../../agent/inside/catches.ts'
import { describeError } from '../../agent/inside/describe-error.ts'
import { createProbe, type Probe } from '../../agent/inside/probe.ts'
import type { Entry } from '../../journal/entry.ts'

export interface SimulatedHubOptions {
  onEntry(entry: Entry): void
  onProblem(sentence: string): void
  now(): number
  /** Takes the root off file names in stack traces. */
  shorten(text: string): string
  /** Has every process hand over its telemetry; with those that did not, and why. */
  handOver(limitMs: number): Promise<FlushSummary['failures']>
}

/** One simulated process under the hub's eyes. */
export interface Witness {
  readonly probe: Probe
  loaded(fault: string): void
  uncaught(error: unknown, origin: string): void
  /** It ended by itself. */
  left(code: number): void
  /** It was ended. */
  gone(): void
}

interface Member {
  process: AgentProcess
  catches: Catches
}

export class SimulatedHub implements Hub {
  readonly address = 'harness:0'
  readonly port = 0
  readonly token = ''
  readonly #options: SimulatedHubOptions
  readonly #members: Member[] = []

  constructor(options: SimulatedHubOptions) {
    this.#options = options
  }

  /** @param instance `service.instance.id` of its telemetry */
  welcome(host: string, instance: string, pid: number, argv: string[]): Witness {
    const { onEntry, onProblem, now, shorten } = this.#options
    const hello = {
      kind: 'hello',
      at: now(),
      token: '',
      instance,
      host,
      pid,
      node: 'simulated',
      argv,
    } as const
    const process = new AgentProcess(hello, onEntry, onProblem)
    const tell = (line: object) => {
      // What ended its life by a call of its own still runs until that call returns: a catch
      // clause around it is left. A real process would not have come so far.
      if (!process.alive) return
      const parsed = agentLine.safeParse(line)
      if (parsed.success) process.take(parsed.data)
      else
        onProblem(`The agent in ${host} said what the hub does not know: ${parsed.error.message}`)
    }
    // At once instead of soon: nothing else runs in this process meanwhile.
    const catches = new Catches(tell, (work) => work(), shorten, now)
    this.#members.push({ process, catches })
    return {
      probe: createProbe(catches, onProblem),
      loaded: (fault) => tell({ kind: 'loaded', at: now(), fault }),
      uncaught: (error, origin) =>
        tell({ kind: 'uncaught', at: now(), origin, error: describeError(error, shorten) }),
      left(code) {
        catches.sendAll()
        tell({ kind: 'bye', at: now(), code, openClauses: catches.openCounted })
        process.end(now())
      },
      gone() {
        catches.sendAll()
        process.end(now())
      },
    }
  }

  processes() {
    return this.#members.map(({ process: { instance, host, pid, alive } }) => {
      return { instance, host, pid, alive }
    })
  }

  async flush(limitMs: number): Promise<FlushSummary> {
    for (const { catches } of this.#living()) catches.sendAll()
    const startedMs = this.#options.now()
    const failures = await this.#options.handOver(limitMs)
    return { durationMs: this.#options.now() - startedMs, failures, flushed: [] }
  }

  expectKill(host: string, expected = true): void {
    for (const { process } of this.#living())
      if (process.host === host) process.killExpected = expected
  }

  markKilled(instance: string): void {
    const member = this.#members.find(({ process }) => process.instance === instance)
    if (member) member.process.killExpected = true
  }

  async settled(): Promise<string[]> {
    return []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#living()) process.end(this.#options.now())
  }

  #living(): Member[] {
    return this.#members.filter(({ process }) => process.alive)
  }
}
