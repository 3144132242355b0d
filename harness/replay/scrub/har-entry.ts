/** One entry of a HAR, rewritten: its known places by what they are, all others as plain values. */
import { scrubBody } from './bodies.ts'
import { rewriteBytes } from './containers/base64.ts'
import { rewriteCookies, rewriteSetCookie } from './containers/cookies.ts'
import { rewriteUrl } from './containers/url.ts'
import { fieldName } from './field-name.ts'
import type { Scrubber } from './scrubber.ts'

type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What HAR and its writers say of the traffic and not of a person. */
const kept =
  /^(startedDateTime|time|timings|cache|pageref|connection|httpVersion|method|status|statusText|headersSize|bodySize|compression|mimeType|encoding|size|_encoding|_file|_resourceType|_priority|_episode|_account|_round|_serviceWorker|_fromCache|_fetchedViaServiceWorker|_transferSize|_serverPort|_monotonicTime)$/

/** Headers whose values tell how, and not who. */
const keptHeader =
  /^(accept|accept-\w+|access-control-[\w-]+|age|allow|alt-svc|cache-control|connection|content-(encoding|language|length|type|range)|date|expires|keep-alive|last-modified|if-modified-since|host|:authority|:method|:scheme|pragma|priority|range|sec-ch-ua[\w-]*|sec-fetch-[\w-]+|sec-websocket-(version|extensions)|server|strict-transport-security|te|timing-allow-origin|trailer|transfer-encoding|upgrade|upgrade-insecure-requests|user-agent|vary|x-content-type-options|x-frame-options|x-xss-protection|cross-origin-[\w-]+|dnt|referrer-policy)$/i
const addressHeader =
  /^(referer|referrer|origin|location|content-location|link|refresh|:path|sourcemap|x-sourcemap|report-to|nel|content-security-policy(-report-only)?)$/i

export function scrubEntry(entry: unknown, scrubber: Scrubber): unknown {
  return each(entry, scrubber, {
    request: (request) => scrubMessage(request, scrubber),
    response: (response) => scrubMessage(response, scrubber),
    serverIPAddress: (value) => ofText(value, (text) => scrubber.host(text)),
    _webSocketMessages: (frames) => ofList(frames, (frame) => scrubFrame(frame, scrubber)),
  })
}

export function scrubPage(page: unknown, scrubber: Scrubber): unknown {
  return each(page, scrubber, { id: (id) => id, pageTimings: (timings) => timings })
}

/** A request or an answer. */
function scrubMessage(message: unknown, scrubber: Scrubber): unknown {
  return each(message, scrubber, {
    url: (value) => ofText(value, (text) => scrubAddress(text, scrubber)),
    redirectURL: (value) => ofText(value, (text) => scrubAddress(text, scrubber)),
    headers: (list) => ofList(list, (header) => scrubHeader(header, scrubber)),
    cookies: (list) => ofList(list, (cookie) => scrubPair(cookie, scrubber, () => 'cookie')),
    queryString: (list) => ofList(list, (pair) => scrubPair(pair, scrubber, fieldName)),
    postData: (data) => scrubContent(data, scrubber),
    content: (data) => scrubContent(data, scrubber),
  })
}

function scrubAddress(text: string, scrubber: Scrubber): string {
  return text.startsWith('data:') ? scrubber.text(text) : rewriteUrl(text, scrubber)
}

function scrubHeader(header: unknown, scrubber: Scrubber): unknown {
  if (!isFields(header) || typeof header.name !== 'string') return scrubValue(header, scrubber)
  const { name, value } = header
  return each(header, scrubber, {
    name: () => name,
    value: () => ofText(value, (text) => headerValue(name.toLowerCase(), text, scrubber)),
  })
}

function headerValue(name: string, value: string, scrubber: Scrubber): string {
  if (name === 'cookie') return rewriteCookies(value, scrubber)
  if (name === 'set-cookie') return rewriteSetCookie(value, scrubber)
  if (keptHeader.test(name)) return scrubber.code(value)
  if (addressHeader.test(name)) return scrubAddress(value, scrubber)
  return scrubber.text(value, fieldName(name))
}

/** A name with a value: a cookie, or a parameter. */
function scrubPair(pair: unknown, scrubber: Scrubber, fieldOf: (name: string) => string): unknown {
  if (!isFields(pair) || typeof pair.name !== 'string') return scrubValue(pair, scrubber)
  const { name, value } = pair
  return each(pair, scrubber, {
    name: () => scrubber.key(name),
    value: () => ofText(value, (text) => scrubber.text(text, fieldOf(name))),
    domain: (domain) => ofText(domain, (text) => scrubber.host(text)),
    path: (path) => ofText(path, (text) => scrubAddress(text, scrubber)),
    expires: (expires) => expires,
    sameSite: (sameSite) => sameSite,
  })
}

/** The body of a request or an answer, with its parameters where a browser has split it. */
function scrubContent(content: unknown, scrubber: Scrubber): unknown {
  if (!isFields(content)) return scrubValue(content, scrubber)
  const { text, mimeType, encoding, _encoding, size } = content
  const rewritten = each(content, scrubber, {
    params: (list) => ofList(list, (pair) => scrubPair(pair, scrubber, fieldName)),
    text: (value) => value,
  })
  if (typeof text !== 'string' || !isFields(rewritten)) return rewritten
  const wasBase64 = encoding === 'base64' || _encoding === 'base64'
  const body = { text, isBase64: wasBase64 }
  const type = typeof mimeType === 'string' ? mimeType : ''
  const { text: newText, isBase64 } = scrubBody(body, type, scrubber)
  const { encoding: _1, _encoding: _2, ...rest } = rewritten
  const name = '_encoding' in content ? '_encoding' : 'encoding'
  return {
    ...rest,
    ...(typeof size === 'number' && {
      size: Buffer.byteLength(newText, isBase64 ? 'base64' : 'utf8'),
    }),
    text: newText,
    ...(isBase64 && { [name]: 'base64' }),
  }
}

/** @see Playwright and Chromium: `{ type, time, opcode, data }`; opcode 2 means base64. */
function scrubFrame(frame: unknown, scrubber: Scrubber): unknown {
  if (!isFields(frame) || typeof frame.data !== 'string') return scrubValue(frame, scrubber)
  const { data, opcode } = frame
  const isBinary = opcode === 2 || (opcode !== 1 && frame._encoding === 'base64')
  const rewritten = isBinary
    ? rewriteBytes(Buffer.from(data, 'base64'), (text) => scrubber.text(text))?.toString('base64')
    : scrubber.text(data)
  return each(frame, scrubber, {
    data: () => rewritten ?? data,
    type: (type) => type,
    opcode: () => opcode,
  })
}

/** Any other value of a HAR, such as what a browser adds of its own. */
export function scrubValue(value: unknown, scrubber: Scrubber, field?: string): unknown {
  if (typeof value === 'string') return scrubber.text(value, field)
  if (typeof value === 'number') return Number(scrubber.number(String(value), field))
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, scrubber, field))
  return isFields(value) ? each(value, scrubber, {}) : value
}

function each(
  value: unknown,
  scrubber: Scrubber,
  known: Readonly<Record<string, (value: unknown) => unknown>>,
): unknown {
  if (!isFields(value)) return scrubValue(value, scrubber)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const rewrite = Object.hasOwn(known, name) ? known[name] : undefined
      if (rewrite !== undefined) return [name, rewrite(inner)]
      if (kept.test(name)) return [name, inner]
      return [scrubber.key(name), scrubValue(inner, scrubber, fieldName(name))]
    }),
  )
}

function ofText(value: unknown, rewrite: (text: string) => string): unknown {
  return typeof value === 'string' ? rewrite(value) : value
}

function ofList(value: unknown, rewrite: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(rewrite) : value
}
