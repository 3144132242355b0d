/**
 * One small behaviour of Node's sockets, http, ws, socket.io or disk, told so that it can be tried
 * both in a simulation and in real processes over loopback TCP. What the programs note must be the
 * same.
 */
import type { Agent, Server } from 'node:http'
import type { Host } from '../../../../system/shared/host.ts'

export type Role = 'server' | 'client'
export const roles: readonly Role[] = ['server', 'client']

/** What a program of a behaviour has to do with. */
export interface Program {
  /** Where the server is reached, by the client. */
  url: string
  /** What to dial with; Node's default in a real process. */
  agent: Agent | undefined
  listen(server: Server): Promise<void>
  /** What outlives the program. */
  disk: Pick<Host, 'files' | 'openDatabase'>
  /** Something worth comparing; the same thing again, right after, is noted once. */
  note(event: string): void
  onCommand(act: (command: string) => void): void
}

/** What a story can do to its programs. */
export interface Ground {
  /** Resolves once the program's `main` has. */
  start(role: Role): Promise<void>
  /** At once, as with SIGKILL. */
  kill(role: Role): Promise<void>
  freeze(role: Role): void
  thaw(role: Role): void
  command(role: Role, command: string): void
  /** Waits until it was noted so often. */
  until(role: Role, event: string, times?: number): Promise<void>
  /** From now on nothing gets through, until `heal`. */
  cut(): void
  heal(): void
  /** From now on no open database of the program can grow, until `emptyDisk`. */
  fillDisk(role: Role): void
  emptyDisk(role: Role): void
}

export interface Behaviour {
  title: string
  /** Whether the story cuts the link between the two. */
  cuts: boolean
  server(program: Program): void | Promise<void>
  client(program: Program): void | Promise<void>
  story(ground: Ground): Promise<void>
  /** What each program notes, in its order. */
  seen: Record<Role, string[]>
}

/** The notes of both programs of one story. */
export class Notes {
  readonly #seen: Record<Role, string[]> = { server: [], client: [] }
  #listeners: (() => void)[] = []

  get seen(): Record<Role, string[]> {
    return this.#seen
  }

  add(role: Role, event: string): void {
    const events = this.#seen[role]
    if (events.at(-1) !== event) events.push(event)
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }

  async until(role: Role, event: string, times: number): Promise<void> {
    while (this.#seen[role].filter((seen) => seen === event).length < times) {
      await new Promise<void>((resolve) => this.#listeners.push(resolve))
    }
  }
}
