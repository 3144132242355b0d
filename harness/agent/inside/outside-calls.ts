/**
 * The process's own HTTP calls to the outside (no browser makes them) are answered from the
 * recording, by msw, which asks the replay proxy; a call that the recording lacks fails as one does
 * that reaches nobody. Connections to the system's own hosts (own-machine.ts) are not touched.
 *
 * As long as nobody calls outside this costs a look at the host of each connection and call: msw is
 * loaded with the first call to the outside. A connection that carries no HTTP is refused.
 */
import { subscribe } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { activeAccount } from './open-telemetry.ts'
import { isOwnHost } from './own-machine.ts'
import type { RecordedCalls } from './settings.ts'

const require = createRequire(import.meta.url)

/**
 * @param fallbackAccount whom a call belongs to that no active span's `hiscrm.account.id` claims
 * @param onProblem told of connections to the outside that are no HTTP calls
 */
export function answerOutsideCalls(
  calls: RecordedCalls,
  fallbackAccount: string,
  onProblem: (text: string) => void,
): void {
  const { connect } = Socket.prototype
  Reflect.set(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
    const { host, isMocked } = destinationOf(args)
    if (isOwnHost(host) || isMocked) return Reflect.apply(connect, this, args)
    return refuse(this, host, onProblem)
  })
  nameAccounts()
  beforeFirstCall(() => {
    const below = Socket.prototype.connect
    startMsw(calls, fallbackAccount)
    const above = Socket.prototype.connect
    // The system's own connections go past msw, whose way down ends in what is below.
    Reflect.set(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
      const isOwn = isOwnHost(destinationOf(args).host)
      return Reflect.apply(isOwn ? below : above, this, args)
    })
  })
}

/** What `Socket.connect` was given, as Node hands it on or as a caller may give it. */
function destinationOf(args: readonly unknown[]): { host: string; isMocked: boolean } {
  const [first, second] = args.flat()
  if (typeof first !== 'object' || first === null) {
    const isPath = typeof first === 'string' && Number.isNaN(Number(first))
    return { host: !isPath && typeof second === 'string' ? second : '', isMocked: false }
  }
  const isPath = typeof Reflect.get(first, 'path') === 'string'
  const host: unknown = isPath ? '' : Reflect.get(first, 'host')
  const lookup: unknown = Reflect.get(first, 'lookup')
  // So msw names the function that keeps its own half of a connection from the network.
  const isMocked = typeof lookup === 'function' && lookup.name === 'mockLookup'
  return { host: typeof host === 'string' ? host : '', isMocked }
}

function refuse(socket: Socket, host: string, onProblem: (text: string) => void): Socket {
  onProblem(`A connection to ${host} was refused: only recorded HTTP calls may leave the system.`)
  const refusal = new Error(`The connection to ${host} was refused: it is not in the recording.`)
  process.nextTick(() => socket.destroy(Object.assign(refusal, { code: 'ECONNREFUSED' })))
  return socket
}

const accountHeader = 'x-glassbox-account'

/** Calls `start` right before the first call of fetch or node:http(s) to the outside is made. */
function beforeFirstCall(start: () => void): void {
  const restore: (() => void)[] = []
  const begin = () => {
    for (const one of restore) one()
    syncBuiltinESMExports()
    start()
  }
  for (const [holder, name] of callers) {
    const original: unknown = Reflect.get(holder, name)
    if (typeof original !== 'function') continue
    restore.push(() => Reflect.set(holder, name, original))
    Reflect.set(holder, name, (...args: unknown[]) => {
      if (isOwnHost(hostOf(args))) return Reflect.apply(original, holder, args)
      begin()
      // What msw has put there.
      const now: unknown = Reflect.get(holder, name)
      return Reflect.apply(typeof now === 'function' ? now : original, holder, args)
    })
  }
  syncBuiltinESMExports()
}

const callers: readonly (readonly [object, string])[] = [
  [http, 'request'],
  [http, 'get'],
  [https, 'request'],
  [https, 'get'],
  [globalThis, 'fetch'],
]

/** The host that a call of `fetch` or `http.request` names; empty where it names none. */
function hostOf([first]: readonly unknown[]): string {
  if (typeof first === 'string') return URL.parse(first)?.hostname ?? ''
  if (first instanceof URL) return first.hostname
  if (first instanceof Request) return URL.parse(first.url)?.hostname ?? ''
  const host: unknown = Reflect.get(Object(first), 'hostname') ?? Reflect.get(Object(first), 'host')
  return typeof host === 'string' ? host.replace(/:\d+$/, '') : ''
}

/** Puts the account on each call outside when it is made: msw sees it on a connection of others. */
function nameAccounts(): void {
  const name = (host: unknown, set: (account: string) => void) => {
    if (typeof host !== 'string' || isOwnHost(host)) return
    const account = activeAccount()
    if (account !== undefined) set(account)
  }
  subscribe('undici:request:create', (message) => {
    const request: unknown = Reflect.get(Object(message), 'request')
    const origin: unknown = Reflect.get(Object(request), 'origin')
    const add: unknown = Reflect.get(Object(request), 'addHeader')
    if (typeof add !== 'function') return
    name(URL.parse(String(origin))?.hostname, (account) =>
      Reflect.apply(add, request, [accountHeader, account]),
    )
  })
  subscribe('http.client.request.created', (message) => {
    const request: unknown = Reflect.get(Object(message), 'request')
    if (!(request instanceof http.ClientRequest) || request.headersSent) return
    name(request.host, (account) => request.setHeader(accountHeader, account))
  })
}

function startMsw(calls: RecordedCalls, fallbackAccount: string): void {
  const { http: rest, HttpResponse }: typeof import('msw') = require('msw')
  const { setupServer }: typeof import('msw/node') = require('msw/node')
  const server = setupServer(
    rest.all('*', async ({ request }) => {
      const account = request.headers.get(accountHeader) ?? activeAccount() ?? fallbackAccount
      return (await askProxy(calls, account, request)) ?? HttpResponse.error()
    }),
  )
  server.listen()
}

/** The proxy says with this header that it has no answer (RFC 9209). */
const lacking = 'proxy-status'

/** The recorded answer; undefined where there is none. */
async function askProxy(
  { proxy, token }: RecordedCalls,
  account: string,
  request: Request,
): Promise<Response | undefined> {
  const { hostname, port } = new URL(proxy)
  const { [accountHeader]: _, ...headers } = Object.fromEntries(request.headers)
  const credentials = Buffer.from(`${account}:${token}`).toString('base64')
  const body = Buffer.from(await request.arrayBuffer())
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const asked = http.request({
    hostname,
    port,
    method: request.method,
    path: request.url,
    headers: {
      ...headers,
      host: new URL(request.url).host,
      'content-length': String(body.length),
      'proxy-authorization': `Basic ${credentials}`,
    },
  })
  asked.on('response', resolve).on('error', reject).end(body)
  const answer = await promise
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(Buffer.from(chunk))
  if (answer.headers[lacking] !== undefined) return undefined
  const status = answer.statusCode ?? 502
  const isBodiless = [101, 204, 205, 304].includes(status)
  return new Response(isBodiless ? null : Buffer.concat(chunks), {
    status,
    headers: pairs(answer.rawHeaders),
  })
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, place) => [
    raw[place * 2] ?? '',
    raw[place * 2 + 1] ?? '',
  ])
}
