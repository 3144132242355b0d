/** Which headers of an answer a recording keeps. Those of requests it keeps none of. */
import { stableUrl } from '../request-key.ts'
import type { Header } from './captured.ts'

/** Headers that mean nothing once the body is decoded and the connection is another. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'alt-svc',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'nel',
  'report-to',
  'reporting-endpoints',
  'trailer',
  'transfer-encoding',
])

/** A header that says one of these in its name holds what lets somebody in, or tells who it was. */
const secretName =
  /(^|[-_])(set-cookie2?|cookies?|auth|authorization|authenticate|token|mstoken|session|signature|secret|ticket|csrf|xsrf|logid|verify)($|[-_])/

/** In one order, because an answer from the browser's cache has another. */
export function keptHeaders(headers: readonly Header[], url: URL): Header[] {
  return headers
    .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
    .filter(({ name }) => !connectionHeaders.has(name) && !secretName.test(name))
    .map(({ name, value }) => ({ name, value: name === 'location' ? stable(value, url) : value }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Where a redirect leads, without the volatile parameters: nobody compares them. */
function stable(location: string, url: URL): string {
  const target = URL.parse(location, url)
  return target?.protocol.startsWith('http') ? `${stableUrl(target)}${target.hash}` : location
}
