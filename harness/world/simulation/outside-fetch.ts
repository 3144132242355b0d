/**
 * A simulated process's own calls of the global `fetch` to the outside, answered from the recording
 * in virtual time, as msw and the replay proxy do it for real ones
 * (harness/agent/inside/outside-calls.ts).
 */
import { activeAccount } from '../../agent/inside/open-telemetry.ts'
import { isOwnHost } from '../../agent/inside/own-machine.ts'
import { headerPairs } from '../../replay/answer.ts'
import { pause } from '../../replay/pace.ts'
import { redirectTarget } from '../../replay/redirect.ts'
import type { Answer, Site } from './browser/site.ts'
import { currentHost } from './kernel/simulated-host.ts'

const latencyMs = 20
/** As many as `fetch` follows. */
const maxRedirects = 20

/**
 * Undefined for what does not go outside: the system's own hosts, other schemes than HTTP. A call
 * belongs to the account of the active span's `hiscrm.account.id`, else to the host.
 */
export function outsideFetch(
  site: Site,
): (...call: Parameters<typeof fetch>) => Promise<Response> | undefined {
  return (input, init) => {
    const url = URL.parse(input instanceof Request ? input.url : String(input))
    if (url === null || !/^https?:$/.test(url.protocol) || isOwnHost(url.hostname)) return undefined
    const accountId = activeAccount() ?? currentHost()?.name ?? ''
    return answered(site, accountId, new Request(input, init))
  }
}

async function answered(site: Site, accountId: string, request: Request): Promise<Response> {
  const { signal, redirect } = request
  const body = new Uint8Array(await request.arrayBuffer())
  let asked = { method: request.method, url: new URL(request.url), body }
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    await pauseUnless(signal, latencyMs)
    const found = site.call(accountId, asked.method, asked.url, asked.body)
    if (found === undefined) throw failure(`no answer to ${asked.url.href} was recorded`)
    await pauseUnless(signal, found.delayMs)
    found.arrived()
    const target = redirectTarget({ ...found.answer, url: asked.url })
    if (target === undefined || redirect === 'manual') return responseOf(found, signal)
    if (redirect === 'error') throw failure('it was redirected')
    asked = redirected(asked, found.answer.status, target)
  }
  throw failure('it was redirected too often')
}

interface Asked {
  method: string
  url: URL
  body: Uint8Array<ArrayBuffer>
}

/** As the Fetch standard has it: only 307 and 308 ask the same again. */
function redirected({ method, body }: Asked, status: number, url: URL): Asked {
  const asksAgain = status === 307 || status === 308 || method === 'GET' || method === 'HEAD'
  return asksAgain ? { method, url, body } : { method: 'GET', url, body: new Uint8Array() }
}

async function responseOf({ url, answer }: Answer, signal: AbortSignal): Promise<Response> {
  if (answer.endless) await aborted(signal)
  if (answer.cutAfterBytes !== undefined) throw failure('the answer was cut')
  const { status, body } = answer
  if (status < 200) throw failure(`the status ${status} is none of an answer`)
  const isBodiless = [204, 205, 304].includes(status)
  const response = new Response(isBodiless ? null : new Uint8Array(body), {
    status,
    headers: headerPairs(answer),
  })
  // A response that a program makes has no address.
  return Object.defineProperty(response, 'url', { value: url })
}

/** @throws whatever the caller gave up with */
async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  await pause(ms, signal)
  signal.throwIfAborted()
}

/** Never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

/** What Node's `fetch` fails with. */
function failure(reason: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(reason) })
}
