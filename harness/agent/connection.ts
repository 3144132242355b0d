import type { Socket } from 'node:net'
import {
  type AgentLine,
  agentLine,
  type HelloLine,
  helloLine,
  longestLineBytes,
} from './agent-line.ts'

export interface ConnectionEvents {
  /** Says why the newcomer is refused, or nothing if it is welcome. */
  hello(connection: Connection, line: HelloLine): string | undefined
  line(connection: Connection, line: AgentLine): void
  /** The connection is over and everything it brought was given out before. */
  closed(connection: Connection): void
  problem(sentence: string): void
}

/** A newcomer that says nothing is shut out after this time. */
const helloLimitMs = 5000

/** One agent's connection: lines checked one by one, the first of them a `hello` with the token. */
export class Connection {
  hello: HelloLine | undefined
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  #rest: Buffer[] = []
  #restBytes = 0
  #refused = false

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket
    this.#events = events
    socket.setNoDelay(true)
    const timer = setTimeout(
      () => this.#refuse(`said nothing within ${helloLimitMs} ms`),
      helloLimitMs,
    )
    timer.unref()
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk)
      if (this.hello) clearTimeout(timer)
    })
    // A reset is how the connection of a killed process may end; `close` follows and accounts it.
    socket.on('error', (error) => {
      if (!this.hello) events.problem(`A connection to the hub broke: ${error.message}.`)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      if (this.#restBytes > 0 && !this.#refused) {
        events.problem(`${this.#name} ended in the middle of a line of ${this.#restBytes} bytes.`)
      }
      events.closed(this)
    })
  }

  send(line: object): void {
    this.#socket.write(`${JSON.stringify(line)}\n`)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  get #name(): string {
    return this.hello ? `The agent in ${this.hello.host}` : 'A connection to the hub'
  }

  #take(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(from, end)])
      this.#rest = []
      this.#restBytes = 0
      from = end + 1
      const refusal =
        line.length > longestLineBytes ? tooLong(line.length) : this.#line(line.toString('utf8'))
      if (refusal) {
        this.#refuse(refusal)
        return
      }
    }
    if (from === chunk.length) return
    this.#rest.push(chunk.subarray(from))
    this.#restBytes += chunk.length - from
    if (this.#restBytes > longestLineBytes) this.#refuse(tooLong(this.#restBytes))
  }

  /** Returns why the connection must be closed, if it must. */
  #line(text: string): string | undefined {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      // The text stays out of the sentence: it may hold a token.
      return 'sent a line that is not JSON'
    }
    if (!this.hello) return this.#greet(value)
    const line = agentLine.safeParse(value)
    if (!line.success) return `sent a line that is not known: ${why(line.error)}`
    this.#events.line(this, line.data)
    return undefined
  }

  #greet(value: unknown): string | undefined {
    const line = helloLine.safeParse(value)
    if (!line.success) return `did not begin with a hello: ${why(line.error)}`
    const refusal = this.#events.hello(this, line.data)
    if (refusal) return refusal
    this.hello = line.data
    this.send({ kind: 'welcome' })
    return undefined
  }

  #refuse(reason: string): void {
    if (this.#refused) return
    this.#refused = true
    this.#events.problem(`${this.#name} ${reason}; it was closed.`)
    this.#socket.destroy()
  }
}

function tooLong(bytes: number): string {
  return `sent a line of ${bytes} bytes or more, and ${longestLineBytes} are allowed`
}

function why(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0]
  return issue ? `${issue.path.map(String).join('.') || 'the whole'}: ${issue.message}` : 'unknown'
}
