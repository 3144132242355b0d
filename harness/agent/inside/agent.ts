/**
 * The harness's half inside a process under test, loaded before the system by
 * `NODE_OPTIONS=--import=…/agent.ts`. It serves the overlay, tells the hub of every caught and
 * uncaught exception and of planted code, flushes telemetry when asked, answers calls to the
 * outside from the recording, and says goodbye. It never changes what the system does; without
 * `GLASSBOX_AGENT` it does nothing at all.
 */
import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Catches } from './catches.ts'
import { describeError } from './describe-error.ts'
import { type HubLine, Link } from './link.ts'
import { flushTelemetry, openSpans } from './open-telemetry.ts'
import { answerOutsideCalls } from './outside-calls.ts'
import { serveOverlay } from './overlay-loader.ts'
import { createProbe } from './probe.ts'
import { type AgentSettings, readSettings } from './settings.ts'
import { watchUncaught } from './uncaught.ts'
import { wallClock } from './wall-clock.ts'

/** How long a process waits at its start for the hub to answer. */
const helloLimitMs = 5000
/** How often sums of catches are sent. */
const sumsEveryMs = 1000

try {
  const settings = readSettings(process.env.GLASSBOX_AGENT)
  if (settings && !Reflect.has(globalThis, '__glassbox')) await start(settings)
} catch (error) {
  unseen(error)
}

/** The system runs on as it would without the harness; the run notices that nobody said hello. */
function unseen(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  process.stderr.write(`glassbox agent: nothing of this process will be seen: ${why}\n`)
}

async function start({ address, token, host, overlay, root, calls }: AgentSettings): Promise<void> {
  const instance = randomUUID()
  nameInstance(instance)
  const nextTick = process.nextTick.bind(process)
  const shorten = shortener(root)
  let link: Link | undefined
  const send = (line: object) => link?.send(line)
  const problem = (text: string) => {
    process.stderr.write(`glassbox agent: ${text}\n`)
    send({ kind: 'problem', text: text.slice(0, 1000) })
  }
  const catches = new Catches(send, nextTick, shorten)
  const hello = {
    kind: 'hello',
    at: wallClock(),
    token,
    instance,
    host,
    pid: process.pid,
    node: process.version,
    argv: process.argv
      .slice(1)
      .map((text) => shorten(text).slice(0, 300))
      .slice(0, 20),
  }
  try {
    link = await Link.open(address, hello, (line, to) => answer(line, to, catches), helloLimitMs)
  } catch (error) {
    unseen(error)
  }
  Object.defineProperty(globalThis, '__glassbox', { value: createProbe(catches, problem) })
  const loaded = (fault: string) => send({ kind: 'loaded', at: wallClock(), fault })
  serveOverlay(root, overlay, loaded, problem)
  if (calls) answerOutsideCalls(calls, host, problem)
  watchUncaught((error, origin) =>
    send({ kind: 'uncaught', at: wallClock(), origin, error: describeError(error, shorten) }),
  )
  setInterval(() => catches.sendAll(), sumsEveryMs).unref()
  process.on('exit', (code) => {
    catches.sendAll()
    const spans = openSpans()
    const detail = {
      code,
      openClauses: catches.openCounted,
      ...(spans ? { openSpans: spans } : {}),
    }
    send({ kind: 'bye', at: wallClock(), ...detail })
  })
}

/** `link` is the way the question came: the first may come before `start` has gone on. */
function answer(line: HubLine, link: Link, catches: Catches): void {
  if (line.kind === 'welcome') return
  const { id } = line
  catches.sendAll()
  if (line.kind === 'ping') {
    link.send({ kind: 'pong', id })
    return
  }
  void flushTelemetry().then(
    (result) => {
      catches.sendAll()
      link.send({ kind: 'flushed', id, ...result })
    },
    (error: unknown) =>
      link.send({ kind: 'flushed', id, ok: false, signals: [], error: String(error) }),
  )
}

/** The SDK's environment detector puts it on every span, log and metric of this process. */
function nameInstance(instance: string): void {
  const others = (process.env.OTEL_RESOURCE_ATTRIBUTES ?? '')
    .split(',')
    .filter((part) => part !== '' && !part.startsWith('service.instance.id='))
  process.env.OTEL_RESOURCE_ATTRIBUTES = [...others, `service.instance.id=${instance}`].join(',')
}

/** Takes the root off paths, with and without symbolic links, as files and as file URLs. */
function shortener(root: string): (text: string) => string {
  const roots = [...new Set([realpathSync(root), root])]
  const prefixes = roots.flatMap((path) => [`${pathToFileURL(path).href}/`, `${path}/`])
  return (text) => prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ''), text)
}
