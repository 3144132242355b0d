/** Goes through a part of a HAR and shows every text of it to the signs. */
import { inspectBytes } from './binary.ts'
import { mask } from './mask.ts'
import type { PrivateKind } from './private-kind.ts'
import type { Setting } from './signs/sign.ts'
import { signs } from './signs/signs.ts'
import { plainText, unpacked, viewsOf } from './views.ts'

export type Report = (kind: PrivateKind, value: string, path: string, field: string) => void

/** What HAR says of the traffic itself. */
const technical =
  /^(startedDateTime|time|timings|cache|pageref|connection|httpVersion|method|status|statusText|headersSize|bodySize|compression|mimeType|encoding|size|_encoding|_resourceType|_priority|_episode|_account|pageTimings|opcode)$/
const harmlessHeader =
  /^(accept.*|age|cache-control|content-(type|length|encoding|language)|date|expires|last-modified|user-agent|server|vary|via|sec-.*|strict-transport-security|access-control-.*|host|origin|alt-svc|x-content-type-options)$/i

/** `a=b` in addresses and forms; the parts of a multipart body. */
const parameter = /(?:^|[?&#;])([\w.%[\]-]{1,80})=([^&#\s"<>;]+)/g
const part = /\bname="([^"]+)"\r?\n\r?\n([^\r\n]+)/g

/** Attributes that say how an element is. */
const ownAttribute =
  /^(class|style|id|type|rel|charset|lang|name|property|role|width|height|viewBox|fill|d|xmlns.*|nonce|integrity|crossorigin|data-e2e|data-v-.*|on.*)$/i

export class Inspection {
  readonly #hosts: ReadonlySet<string>
  readonly #report: Report

  constructor(hosts: ReadonlySet<string>, report: Report) {
    this.#hosts = hosts
    this.#report = report
  }

  /** A value of the HAR itself. */
  walk(value: unknown, path: string, field: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.walk(item, `${path}[${index}]`, field)
    } else if (isObject(value)) {
      this.#walkObject(value, path)
    } else {
      this.text(String(value ?? ''), path, field, 'value')
    }
  }

  #walkObject(value: Readonly<Record<string, unknown>>, path: string): void {
    const { name, text, data, mimeType } = value
    const isPair = typeof name === 'string' && 'value' in value
    for (const [key, inner] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`
      if (technical.test(key) || /^pages\[\d+\]\.id$/.test(at)) continue
      if (inner === text && typeof text === 'string' && key === 'text') {
        this.#body(text, isBase64(value), String(mimeType ?? ''), `${path} body`)
      } else if (inner === data && typeof data === 'string' && key === 'data') {
        this.#body(data, value.opcode === 2, '', `${path} data`)
      } else if (isPair && key === 'value') {
        this.#pair(name, String(inner), path)
      } else if (isPair && key === 'name') {
        this.text(name, `${path}.name`, '', 'header')
      } else {
        this.walk(inner, at, key)
      }
    }
  }

  /** A header, cookie or parameter. */
  #pair(name: string, value: string, path: string): void {
    const at = `${path} (${mask(name, 40)})`
    if (/cookies\[\d+\]$/.test(path)) this.text(value, at, 'cookie value', 'header')
    else if (!/headers\[\d+\]$/.test(path)) this.text(value, at, name, 'value')
    else if (/^(set-)?cookie$/i.test(name)) this.#cookies(value, at)
    else if (!harmlessHeader.test(name)) this.text(value, at, name, 'header')
  }

  #cookies(header: string, path: string): void {
    for (const part of header.split(/[;\n]/)) {
      const [, name = '', value = ''] = /^\s*([^=]*)=(.*)$/.exec(part) ?? []
      if (/^(path|domain|expires|max-age|samesite|priority)$/i.test(name)) continue
      this.text(value, path, 'cookie value', 'header')
    }
  }

  #body(stored: string, isPacked: boolean, mimeType: string, path: string): void {
    const bytes = Buffer.from(stored, isPacked ? 'base64' : 'utf8')
    const text = plainText(bytes) ?? plainText(unpacked(bytes))
    const isShown = /^(image|video|audio)\//i.test(mimeType) || text?.trimStart().startsWith('<svg')
    if (text === undefined || isShown) {
      const found = inspectBytes(bytes, isShown ? 'image/' : mimeType)
      if (found !== undefined) this.#report(found.kind, found.value, path, '')
      return
    }
    if (/html|xml/i.test(mimeType)) {
      this.#page(text, path)
      return
    }
    const isProgram = /javascript|css/i.test(mimeType) && jsonIn(text) === undefined
    this.text(text, path, '', isProgram ? 'program' : 'value')
  }

  /** A page: its texts, what its tags say, its scripts. */
  #page(text: string, path: string): void {
    const isolated = text.split(
      /(<!--[\s\S]*?-->|<(?:script|style)\b[^>]*>[\s\S]*?<\/(?:script|style)[^>]*>)/i,
    )
    for (const [index, part] of isolated.entries()) {
      if (part.startsWith('<!--')) this.text(part, `${path}, comment`, '', 'header')
      else if (/^<script/i.test(part)) this.#script(part, `${path}, script ${index}`)
      else if (index % 2 === 0) this.#markup(part, path)
    }
  }

  #markup(text: string, path: string): void {
    for (const part of text.split(/(<[^>]*>)/)) {
      if (!part.startsWith('<')) {
        this.text(part.trim(), path, '', 'page')
        continue
      }
      this.text(part, path, '', 'program')
      for (const [, name = '', value = ''] of part.matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g)) {
        if (ownAttribute.test(name)) continue
        const isAddress = /^(href|src|action|poster|srcset)$/i.test(name)
        this.text(
          value,
          `${path}, ${name}`,
          name.replace(/^data-/, ''),
          isAddress ? 'header' : 'literal',
        )
      }
    }
  }

  /** What a script quotes may be data; what it holds as JSON is. */
  #script(part: string, path: string): void {
    const script = part.replace(/^<[^>]*>|<\/[^>]*>$/g, '')
    this.text(script, path, '', 'program')
    for (const match of script.matchAll(
      /(?:([\w$-]+)["']?\s*[:=]\s*)?(["'`])((?:(?!\2)[^\\\n]|\\.)*)\2/g,
    )) {
      const [, name = '', , quoted = ''] = match
      this.text(quoted, path, name, 'literal')
    }
    for (const view of viewsOf(script.slice(0, 1_000_000))) {
      const data = jsonIn(view)
      if (data !== undefined) this.#json(data, `${path}, $`, '')
    }
  }

  /** A text of any form. @param field as it is written there */
  text(text: string, path: string, field: string, within: Setting['in']): void {
    if (text === '') return
    const setting = { in: within, field: plainField(field), hosts: this.#hosts }
    const parsed = within === 'program' ? undefined : jsonIn(text)
    if (parsed !== undefined) {
      this.#json(parsed, `${path}, $`, field)
      return
    }
    this.#parameters(text, path, within)
    for (const view of viewsOf(text)) {
      const inner = view === text || within === 'program' ? undefined : jsonIn(view)
      if (inner !== undefined) this.#json(inner, `${path}, decoded $`, field)
      for (const { kind, find } of signs) {
        for (const value of find(view, setting)) this.#report(kind, value, path, field)
      }
      if (/data:image\/[\w.+-]+;base64,/.test(view)) this.#pictures(view, path, field)
    }
  }

  #pictures(text: string, path: string, field: string): void {
    for (const [, data = ''] of text.matchAll(/data:image\/[\w.+-]+;base64,([\w+/=-]*)/g)) {
      const found = inspectBytes(Buffer.from(data, 'base64'), 'image/')
      if (found !== undefined) this.#report(found.kind, found.value, path, field)
    }
  }

  /** Parameters of addresses and forms have fields too. */
  #parameters(text: string, path: string, within: Setting['in']): void {
    if (within === 'program' || text.length > 100_000) return
    for (const [, name = '', raw = ''] of [...text.matchAll(parameter), ...text.matchAll(part)]) {
      const [value = raw] = viewsOf(raw.replaceAll('+', ' ')).slice(-1)
      const setting = { in: 'value' as const, field: plainField(name), hosts: this.#hosts }
      for (const view of new Set([raw, value])) {
        for (const { kind, find } of signs) {
          for (const found of find(view, setting)) this.#report(kind, found, path, name)
        }
      }
    }
  }

  #json(value: unknown, path: string, field: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#json(item, `${path}[${index}]`, field)
    } else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const shownKey = /^[\w$-]{1,40}$/.test(key) && !/\d{5}/.test(key) ? key : mask(key)
        this.text(key, `${path} (name of a field)`, '', 'value')
        this.#json(inner, `${path}.${shownKey}`, key)
      }
    } else {
      this.text(String(value ?? ''), path, field, 'value')
    }
  }
}

/** The JSON that a text is or wraps: `callback({…})`, `42["event",{…}]`. Numbers keep their digits. */
function jsonIn(text: string): unknown {
  const start = text.search(/[[{]/)
  if (start === -1 || start > 100) return undefined
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  try {
    const parsed: unknown = JSON.parse(
      text.slice(start, end + 1),
      (_, value: unknown, context?: { source?: string }) =>
        typeof value === 'number' ? (context?.source ?? String(value)) : value,
    )
    return parsed
  } catch {
    // Not JSON: it is looked at as text.
    return undefined
  }
}

function isBase64(value: Readonly<Record<string, unknown>>): boolean {
  return value.encoding === 'base64' || value._encoding === 'base64'
}

function plainField(field: string): string {
  return field.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
