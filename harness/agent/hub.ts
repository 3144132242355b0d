import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:net'
import type { DrainEntry, Entry } from '../journal/entry.ts'
import type { HelloLine } from './agent-line.ts'
import { AgentProcess, type Answer } from './agent-process.ts'
import { Connection } from './connection.ts'

export interface HubOptions {
  /** Address to listen at: loopback, or the gateway of a network of containers. */
  host: string
  /** 0, the default, takes any free port. */
  port?: number
  /** What agents must show; a new random one by default. */
  token?: string
  onEntry(entry: Entry): void
  /** Something that is not part of the system went wrong, in a sentence. */
  onProblem(sentence: string): void
}

export interface FlushSummary extends Pick<DrainEntry, 'durationMs' | 'failures'> {
  /** Processes that answered well: which signals they had, and spans still open if they count them. */
  flushed: { instance: string; host: string; signals: string[]; openSpans?: number }[]
}

export interface Hub extends AsyncDisposable {
  readonly address: string
  readonly port: number
  readonly token: string
  /** Every process that ever said hello, in that order. */
  processes(): { instance: string; host: string; pid: number; alive: boolean }[]
  /**
   * Asks every living process to hand over its telemetry. A process that does not answer within
   * the limit, answers with an error, or ends unasked meanwhile is a failure; one that the
   * harness killed is not.
   */
  flush(limitMs: number): Promise<FlushSummary>
  /** The living processes of this host are about to be killed: their end is then no loss; or not. */
  expectKill(host: string, expected?: boolean): void
  markKilled(instance: string): void
  /**
   * Resolves once every connection either answered just now or is accounted for as ended; with
   * the instances that did neither within the limit (a process that is stopped or very busy).
   */
  settled(limitMs?: number): Promise<string[]>
}

/** Starts listening for agents. Rejects if the address cannot be listened at. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const token = options.token ?? randomBytes(24).toString('base64url')
  const processes = new Map<string, { process: AgentProcess; connection: Connection }>()
  const connections = new Set<Connection>()
  let lastId = 0
  let lastClosed: (() => void) | undefined

  const problem = (sentence: string) => options.onProblem(sentence)
  const entry = (value: Entry) => {
    try {
      options.onEntry(value)
    } catch (error) {
      problem(`A journal entry was not taken: ${error instanceof Error ? error.message : error}`)
    }
  }
  const greet = (connection: Connection, hello: HelloLine): string | undefined => {
    if (!sameSecret(hello.token, token)) return 'showed a wrong token'
    if (processes.has(hello.instance))
      return `said hello as ${hello.instance}, which was here already`
    const process = new AgentProcess(hello, entry, problem)
    processes.set(hello.instance, { process, connection })
    return undefined
  }
  const processOf = (connection: Connection) =>
    connection.hello && processes.get(connection.hello.instance)?.process

  const server = createServer((socket) => {
    const connection = new Connection(socket, {
      hello: greet,
      line: (of, line) => processOf(of)?.take(line),
      closed: (of) => {
        connections.delete(of)
        processOf(of)?.end(Date.now())
        if (connections.size === 0) lastClosed?.()
      },
      problem,
    })
    connections.add(connection)
  })
  await new Promise<void>((resolve, reject) => {
    const { host, port = 0 } = options
    server.once('error', (error) =>
      reject(new Error(`The hub could not listen at ${host}:${port}: ${error.message}.`)),
    )
    server.listen(port, host, resolve)
  })
  server.on('error', (error) => problem(`The hub's server failed: ${error.message}.`))
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The hub has no port.')

  const living = () => [...processes.values()].filter(({ process }) => process.alive)
  const ask = (kind: 'flush' | 'ping', limitMs: number) =>
    Promise.all(
      living().map(async ({ process, connection }) => {
        const id = ++lastId
        const answer = process.answer(id)
        connection.send({ kind, id })
        return { process, answer: await withLimit(answer, limitMs) }
      }),
    )

  return {
    address: `${options.host}:${bound.port}`,
    port: bound.port,
    token,
    processes: () =>
      [...processes.values()].map(({ process: { instance, host, pid, alive } }) => {
        return { instance, host, pid, alive }
      }),
    async flush(limitMs) {
      const startedAt = performance.now()
      const answers = await ask('flush', limitMs)
      const summary: FlushSummary = { durationMs: 0, failures: [], flushed: [] }
      for (const { process, answer } of answers) account(summary, process, answer, limitMs)
      summary.durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000
      return summary
    },
    expectKill(host, expected = true) {
      for (const { process } of living()) if (process.host === host) process.killExpected = expected
    },
    markKilled(instance) {
      const known = processes.get(instance)
      if (!known)
        throw new Error(`Could not mark ${instance} as killed: no such process said hello.`)
      known.process.killExpected = true
    },
    async settled(limitMs = 2000) {
      const answers = await ask('ping', limitMs)
      return answers.filter(({ answer }) => !answer).map(({ process }) => process.instance)
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // What the connections' ends tell must be told before whoever listens goes away.
      const told = new Promise<void>((resolve) => {
        if (connections.size === 0) resolve()
        else lastClosed = resolve
      })
      for (const connection of connections) connection.destroy()
      await Promise.all([closed, told])
    },
  }
}

function account(
  summary: FlushSummary,
  { instance, host }: AgentProcess,
  answer: Answer | undefined,
  limitMs: number,
): void {
  const fail = (error: string) => summary.failures.push({ instance, error: `${host} ${error}` })
  if (!answer) fail(`did not answer within ${limitMs} ms`)
  else if (answer.kind === 'ended') {
    if (answer.phase === 'left') fail('left before it had handed over its telemetry')
    if (answer.phase === 'lost') fail('was lost before it had handed over its telemetry')
  } else if (answer.kind === 'flushed') {
    if (!answer.ok) fail(`could not flush: ${answer.error ?? 'it did not say why'}`)
    else {
      const { signals, openSpans } = answer
      summary.flushed.push({
        instance,
        host,
        signals,
        ...(openSpans === undefined ? {} : { openSpans }),
      })
    }
  }
}

async function withLimit<T>(answer: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Compared in constant time, whatever the lengths. */
function sameSecret(shown: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(shown), hash(expected))
}
