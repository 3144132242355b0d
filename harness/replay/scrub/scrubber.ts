import { isIP } from 'node:net'
import { type Allowance, mayStay, numberMayStay } from './allowed.ts'
import type { Container } from './container.ts'
import { base64 } from './containers/base64.ts'
import { type CodeLeaves, rewriteCode } from './containers/code.ts'
import { dataUri } from './containers/data-uri.ts'
import { form } from './containers/form.ts'
import { html } from './containers/html.ts'
import { json } from './containers/json.ts'
import { lines } from './containers/lines.ts'
import { multipart } from './containers/multipart.ts'
import { percent } from './containers/percent.ts'
import { rewriteUrl, url } from './containers/url.ts'
import { wrappedJson } from './containers/wrapped-json.ts'
import { isPublicHost } from './hosts.ts'
import type { Kind } from './kind.ts'
import { replaceNumber } from './kinds/id.ts'
import { ip } from './kinds/ip.ts'
import { kinds } from './kinds/kinds.ts'
import { isSearchedInCode, isSearchedInText, KnownValues } from './known-values.ts'
import { otherLetters, replaceLetters } from './letters.ts'
import { looksLikeTime } from './numbers.ts'
import { type Reading, rewriteProse, rewriteTelling } from './prose.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { isDrawnName, mediaFile, splitEnding } from './segments.ts'

/** Forms nest as people and programs quote one another; nothing honest nests deeper. */
const maxDepth = 16

const telling =
  /(^|_)(desc|description|title|content|text|signature|bio|intro|introduction|comment|message|msg|remark|caption|summary|keyword|query|name|label|url|avatar|image|cover)$/
const timing = /(^|_)(time|timestamp|at|cursor|ts|expires?|date|_t|now)$/
const letters = { token: replaceLetters('token'), picture: replaceLetters('picture') }

const byField = new Map<string, Kind | undefined>()

function kindOf(field: string | undefined): Kind | undefined {
  if (field === undefined) return undefined
  if (!byField.has(field))
    byField.set(
      field,
      kinds.find(({ fields }) => fields?.test(field)),
    )
  return byField.get(field)
}

/** Rewrites values of every form: finds out the form, and at the leaves what is private. */
export class Scrubber implements CodeLeaves {
  readonly #pseudonyms: Pseudonyms
  readonly #allowance: Allowance
  readonly #hosts: ReadonlySet<string>
  readonly #inText: Reading
  readonly #inCode: Reading
  readonly #containers: readonly Container[]
  #depth = 0

  /** @param hosts that were asked, and so stay, whatever they are called */
  constructor(pseudonyms: Pseudonyms, allowance: Allowance, hosts: ReadonlySet<string>) {
    this.#pseudonyms = pseudonyms
    this.#allowance = allowance
    this.#hosts = hosts
    const reading = (isSearched: (value: string) => boolean) => ({
      pseudonyms,
      allowance,
      known: new KnownValues(pseudonyms, isSearched),
    })
    this.#inText = reading(isSearchedInText)
    this.#inCode = reading(isSearchedInCode)
    this.#containers = [
      json,
      wrappedJson,
      dataUri,
      url,
      percent,
      form,
      base64,
      multipart,
      lines,
      html(this),
    ]
  }

  text(value: string, field?: string): string {
    const kind = kindOf(field)
    if (this.#stays(value, field, kind)) return value
    if (field === undefined && isLoneNumber(value)) return replaceNumber(value, this.#pseudonyms)
    const known = this.#inText.known.replacementOf(value)
    if (known !== undefined) return known
    if (kind?.isSecret) return kind.replace(value, this.#pseudonyms)
    const rewritten = this.#rewriteForm(value, field)
    if (rewritten !== undefined) return rewritten
    if (kind !== undefined) return kind.replace(value, this.#pseudonyms)
    if (/^-?\d+$/.test(value)) return this.number(value, field)
    if (/^(?=.*\d)(?=.*[a-zA-Z])[\w+/=.@-]{12,}$/.test(value) && !hasPattern(value)) {
      return letters.token(value, this.#pseudonyms)
    }
    return rewriteProse(value, this.#inText, (address) => rewriteUrl(address, this))
  }

  #stays(value: string, field: string | undefined, kind: Kind | undefined): boolean {
    if (value === '') return true
    if (kind === undefined) {
      return mayStay(value, field, this.#allowance) && !(field === undefined && isLoneNumber(value))
    }
    // A date, a short number or a word may well be what such a field hides.
    return (
      !/[\p{N}\p{Alphabetic}]/u.test(value) ||
      /^(null|none|undefined|true|false)$/.test(value) ||
      this.#allowance.words?.includes(value) === true ||
      (field !== undefined && this.#allowance.fields?.includes(field) === true)
    )
  }

  #rewriteForm(value: string, field: string | undefined): string | undefined {
    if (this.#depth >= maxDepth) return otherWhole(value, this.#pseudonyms)
    this.#depth += 1
    try {
      for (const container of this.#containers) {
        const rewritten = container.rewrite(value, this, field)
        if (rewritten !== undefined) return rewritten
      }
      return undefined
    } finally {
      this.#depth -= 1
    }
  }

  number(source: string, field?: string): string {
    const kind = kindOf(field)
    const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(source) ?? []
    if (digits === '') {
      return kind?.kind === 'location' ? otherFraction(source, this.#pseudonyms) : source
    }
    if (field !== undefined && this.#allowance.fields?.includes(field)) return source
    if (field !== undefined && timing.test(field) && looksLikeTime(digits)) return source
    const known = this.#inText.known.replacementOf(digits)
    if (known !== undefined && /^[1-9]\d*$/.test(known)) return sign + known
    const isShort = digits.length < (kind?.isSecret || kind?.kind === 'phone' ? 4 : 5)
    const isPrivate = kind === undefined ? !numberMayStay(digits, field, this.#allowance) : !isShort
    return isPrivate ? sign + jsonNumber(replaceNumber(digits, this.#pseudonyms)) : source
  }

  key(name: string): string {
    const known = this.#inText.known.replacementOf(name)
    if (known !== undefined) return known
    if (/^[\w$.[\]-]{1,80}$/.test(name) && !/\d{9}/.test(name) && !hasPattern(name)) return name
    return this.text(name)
  }

  host(name: string): string {
    const bare = name.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0) {
      const other = ip.holds?.(bare) === false ? bare : ip.replace(bare, this.#pseudonyms)
      return name.replace(bare, other)
    }
    if (this.#hosts.has(name.toLowerCase()) || isPublicHost(name)) return name
    return this.#pseudonyms.of('address', name, (draw) => {
      const length = Math.max(1, name.length - '.test'.length)
      return `${otherLetters(
        name
          .slice(0, length)
          .replaceAll(/[^.\w-]/g, 'x')
          .toLowerCase(),
        draw,
      )}.test`
    })
  }

  segment(part: string): string {
    const known = this.#inText.known.replacementOf(part)
    if (known !== undefined) return known
    if (/^\d+$/.test(part)) return this.text(part)
    if (/[^ -~]/.test(part)) return this.text(part)
    if (hasPattern(part)) return this.code(part)
    if (isDrawnName(part)) return this.#drawnName(part)
    return this.code(part)
  }

  #drawnName(part: string): string {
    const [stem, ending] = splitEnding(part)
    return letters.picture(stem, this.#pseudonyms) + ending
  }

  code(text: string): string {
    return rewriteTelling(text, this.#inCode, (rest) =>
      rest.replaceAll(mediaFile, (file) => (isDrawnName(file) ? this.#drawnName(file) : file)),
    )
  }

  isPrivateLiteral(field: string, value: string, isInline: boolean): boolean {
    const kind = kindOf(field)
    if (isInline) return kind !== undefined || telling.test(field)
    if (kind?.isSecret) return /^(?=.*\d)[\w+/=.-]{12,}$/.test(value)
    return kind?.kind === 'id' && /^\d{9,20}$/.test(value)
  }

  /** A program that everybody gets: its addresses and words stay. */
  program(text: string): string {
    const leaves: CodeLeaves = {
      text: (value, field) => (kindOf(field) ? this.text(value, field) : this.code(value)),
      number: (source) => source,
      key: (name) => name,
      host: (name) => (isIP(name) === 0 ? name : this.host(name)),
      segment: (part) => this.segment(part),
      code: (rest) => this.code(rest),
      isPrivateLiteral: (field, value, isInline) => this.isPrivateLiteral(field, value, isInline),
    }
    return rewriteCode(text, leaves, false)
  }
}

/** In a page or a path, with no field to say what it is: an account has such numbers. */
function isLoneNumber(value: string): boolean {
  return /^\d{6,8}$/.test(value) && !looksLikeTime(value)
}

function hasPattern(text: string): boolean {
  return kinds.some(({ pattern, holds }) => {
    const found = pattern?.exec(text)?.[0]
    return found !== undefined && holds?.(found) !== false
  })
}

function otherWhole(value: string, pseudonyms: Pseudonyms): string {
  return pseudonyms.of('text', value, (draw) => otherLetters(value, draw))
}

/** A coordinate becomes another one. */
function otherFraction(source: string, pseudonyms: Pseudonyms): string {
  return /^-?\d+\.\d+$/.test(source)
    ? pseudonyms.of('location', source, (draw) => jsonNumber(otherLetters(source, draw)))
    : source
}

/** JSON knows no number that begins with a zero. */
function jsonNumber(digits: string): string {
  return digits.replace(/^(-?)0(?=\d)/, '$12')
}
