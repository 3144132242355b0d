import { connect, type Socket } from 'node:net'

/** A line from the hub. */
export type HubLine = { kind: 'welcome' } | { kind: 'flush' | 'ping'; id: number }

/** Written but not yet taken by the kernel; beyond it lines are dropped and counted. */
const mostWaitingBytes = 8 * 1024 * 1024

/**
 * The one connection to the hub: JSON lines over TCP. It never keeps the process alive, and a
 * `send` reaches the kernel before it returns as long as the hub keeps reading, so that lines
 * written while the process exits still arrive.
 */
export class Link {
  readonly #socket: Socket
  #dropped = 0
  #open = true
  readonly #onLine: (line: HubLine, link: Link) => void

  private constructor(socket: Socket, onLine: (line: HubLine, link: Link) => void) {
    this.#socket = socket
    this.#onLine = onLine
    socket.setNoDelay(true)
    socket.unref()
    this.#read()
    socket.on('close', () => {
      this.#open = false
    })
  }

  /** Resolves when the hub has answered `hello` with `welcome`; rejects with a sentence. */
  static open(
    address: string,
    hello: object,
    onLine: (line: HubLine, link: Link) => void,
    limitMs: number,
  ): Promise<Link> {
    const colon = address.lastIndexOf(':')
    return new Promise((resolve, reject) => {
      const socket = connect(Number(address.slice(colon + 1)), address.slice(0, colon))
      const fail = (why: string) => {
        clearTimeout(timer)
        socket.destroy()
        reject(new Error(`the harness at ${address} ${why}`))
      }
      const timer = setTimeout(() => fail(`did not answer within ${limitMs} ms`), limitMs)
      socket.on('error', (error) => fail(`could not be reached: ${error.message}`))
      socket.on('close', () => fail('closed the connection'))
      socket.on('connect', () => {
        const link = new Link(socket, (line, link) => {
          if (line.kind === 'welcome') {
            clearTimeout(timer)
            resolve(link)
          } else onLine(line, link)
        })
        link.send(hello)
      })
    })
  }

  send(line: object): void {
    if (!this.#open) return
    if (this.#socket.writableLength > mostWaitingBytes) {
      this.#dropped++
      return
    }
    if (this.#dropped > 0) {
      const text = `The harness read too slowly: ${this.#dropped} lines of the agent were dropped.`
      this.#dropped = 0
      this.#socket.write(`${JSON.stringify({ kind: 'problem', text })}\n`)
    }
    this.#socket.write(`${JSON.stringify(line)}\n`)
  }

  #read(): void {
    let rest = ''
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) {
        const line = parse(text)
        if (line) this.#onLine(line, this)
        else this.send({ kind: 'problem', text: 'The agent got a line that it does not know.' })
      }
    })
  }
}

function parse(text: string): HubLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The caller tells the hub; in here nothing may throw, it would end the system.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const kind: unknown = Reflect.get(value, 'kind')
  const id: unknown = Reflect.get(value, 'id')
  if (kind === 'welcome') return { kind }
  if ((kind === 'flush' || kind === 'ping') && typeof id === 'number') return { kind, id }
  return undefined
}
