import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Behaviour, type Ground, Notes, type Role } from './behaviour.ts'
import { type CuttableLink, startCuttableLink } from './cuttable-link.ts'
import type { Command, Told } from './real-main.ts'

const limitMs = 8000
const main = fileURLToPath(new URL('./real-main.ts', import.meta.url))

/** Tries a behaviour in real processes over loopback; gives what its programs noted. */
export async function inReality(
  name: string,
  behaviour: Behaviour,
): Promise<Record<Role, string[]>> {
  await using ground = new RealGround(name, behaviour)
  await ground.open()
  await behaviour.story(ground)
  // As they are now: when the processes are ended they note more.
  return structuredClone(ground.notes.seen)
}

class RealGround implements Ground, AsyncDisposable {
  readonly notes = new Notes()
  readonly #name: string
  readonly #behaviour: Behaviour
  readonly #processes = new Map<Role, ChildProcess>()
  readonly #folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  #serverPort = 0
  #link: CuttableLink | undefined

  constructor(name: string, behaviour: Behaviour) {
    this.#name = name
    this.#behaviour = behaviour
  }

  /** The client has to know the port, even where it starts first. */
  async open(): Promise<void> {
    this.#serverPort = await freePort()
    if (this.#behaviour.cuts) this.#link = await startCuttableLink(this.#serverPort)
  }

  async start(role: Role): Promise<void> {
    const dialPort = this.#link?.port ?? this.#serverPort
    const ports = [String(this.#serverPort), String(dialPort)]
    const child = fork(main, [this.#name, role, ...ports, join(this.#folder, role)])
    this.#processes.set(role, child)
    const ready = Promise.withResolvers<void>()
    child.on('message', (told: Told) => {
      if ('event' in told) this.notes.add(role, told.event)
      else if ('ready' in told) ready.resolve()
    })
    child.once('exit', (code, signal) => {
      ready.reject(new Error(`The ${role} of ${this.#name} has ended: ${code ?? signal}.`))
    })
    await this.#inTime(ready.promise, `${role} starts`)
  }

  async kill(role: Role): Promise<void> {
    const child = this.#child(role)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  freeze(role: Role): void {
    this.#child(role).kill('SIGSTOP')
  }

  thaw(role: Role): void {
    this.#child(role).kill('SIGCONT')
  }

  command(role: Role, command: string): void {
    this.#child(role).send({ command } satisfies Command)
  }

  until(role: Role, event: string, times = 1): Promise<void> {
    return this.#inTime(this.notes.until(role, event, times), `${role} notes ${event}`)
  }

  cut(): void {
    this.#link?.cut()
  }

  heal(): void {
    this.#link?.heal()
  }

  /** A number of pages below the present one is taken for that one. */
  fillDisk(role: Role): void {
    this.#child(role).send({ pages: 1 } satisfies Command)
  }

  emptyDisk(role: Role): void {
    this.#child(role).send({ pages: 1_000_000 } satisfies Command)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [role, child] of this.#processes) {
      if (child.exitCode === null && child.signalCode === null) await this.kill(role)
    }
    await this.#link?.[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #child(role: Role): ChildProcess {
    const child = this.#processes.get(role)
    if (!child) throw new Error(`The ${role} of ${this.#name} was not started.`)
    return child
  }

  async #inTime(promise: Promise<void>, what: string): Promise<void> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const seen = JSON.stringify(this.notes.seen)
      late.reject(
        new Error(`Could not wait until ${what}: ${limitMs} ms have passed; seen: ${seen}`),
      )
    }, limitMs)
    await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
