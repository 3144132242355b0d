/**
 * When two requests are the same request. The pages sign every call anew, so an address is compared
 * without its volatile parameters and without regard to the order of the others.
 */
import { createHash } from 'node:crypto'

/**
 * Query parameters that differ from call to call without changing the answer: signatures, device
 * tokens, clocks (ecosystem notes, section 5). Compared in lower case.
 */
const volatileParameters: ReadonlySet<string> = new Set([
  '_signature',
  'mstoken',
  'a_bogus',
  'x-bogus',
  'x-gnarly',
  'ts',
  '_t',
  '_ts',
  '_rticket',
  'timestamp',
  'nonce',
  'verifyfp',
  'fp',
  'x-secsdk-web-signature',
])

/** One parameter as it was written, so that nothing is re-encoded: `count=12`. */
function parametersOf(url: URL): string[] {
  return url.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '')
    .filter((parameter) => !isVolatileName(nameOf(parameter)))
}

/** Whether a parameter, or a field, of this name differs from call to call and says nothing. */
export function isVolatileName(name: string): boolean {
  return volatileParameters.has(name.toLowerCase())
}

function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=', 1)
  return name
}

/**
 * The address without its volatile parameters and its fragment; the rest keeps its order. This is
 * what recordings and journals hold, so that no token of a page gets into them.
 */
export function stableUrl(url: URL): string {
  const parameters = parametersOf(url)
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`
  return `${url.origin}${url.pathname}${query}`
}

/**
 * The key by which a request finds its recorded answers: method, origin, path, the sorted stable
 * parameters and, for a request with a body, the SHA-256 of the body (of a form in parts without the
 * boundary that the browser drew for it).
 */
export function requestKey(method: string, url: URL, body?: Uint8Array): string {
  const query = parametersOf(url).sort().join('&')
  const hash =
    body === undefined || body.length === 0
      ? ''
      : ` ${createHash('sha256').update(stableBody(body)).digest('hex')}`
  return `${method.toUpperCase()} ${url.origin}${url.pathname}?${query}${hash}`
}

const boundaryStart = Buffer.from('------WebKitFormBoundary')

/** Chromium draws the boundary between the parts of a form anew each time. */
function stableBody(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (!bytes.subarray(0, boundaryStart.length).equals(boundaryStart)) return body
  const boundary = bytes.subarray(2, bytes.indexOf('\r\n')).toString('latin1')
  return Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1')
}
