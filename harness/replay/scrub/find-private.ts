/**
 * Looks for what is still private in recorded traffic. It knows nothing of how the scrubber reads:
 * it takes every encoding off every text and looks at what comes out, so that a place that the
 * scrubber overlooked is found.
 */
import type { Allowance } from './allowed.ts'
import { fieldName } from './field-name.ts'
import { Inspection, isObject, type Report } from './inspection.ts'
import { mask } from './mask.ts'
import type { PrivateKind } from './private-kind.ts'

export interface PrivateFinding {
  readonly kind: PrivateKind
  /** `entry 14, GET pages.test/list, response body, $.users[0].name` */
  readonly place: string
  /** The end of `place`: what to name to let it stay. */
  readonly field: string
  /** The value, all but its ends hidden. */
  readonly shown: string
}

/** Everything in the HAR that looks private and may not stay. */
export function findPrivate(har: unknown, allow: Allowance = {}): PrivateFinding[] {
  return [...findSteps(har, allow)].flat()
}

/** The same, entry by entry. */
export function* findSteps(har: unknown, allow: Allowance = {}): Generator<PrivateFinding[]> {
  const log = fieldOf(har, 'log')
  const entries = fieldOf(log, 'entries')
  const list: unknown[] = Array.isArray(entries) ? entries : []
  const hosts = new Set(list.map((entry) => hostOf(addressOf(entry))))
  for (const [index, entry] of list.entries()) {
    const method = String(fieldOf(fieldOf(entry, 'request'), 'method'))
    const { host = '?', pathname = '' } = URL.parse(addressOf(entry)) ?? {}
    const place = `entry ${index}, ${method} ${mask(host, 40)}${maskedPath(pathname)}`
    yield inspect(entry, place, hosts, allow)
  }
  const {
    entries: _entries,
    creator: _creator,
    browser: _browser,
    ...rest
  } = isObject(log) ? log : {}
  yield inspect(rest, 'log', hosts, allow)
}

function inspect(
  part: unknown,
  place: string,
  hosts: ReadonlySet<string>,
  allow: Allowance,
): PrivateFinding[] {
  const found = new Map<string, PrivateFinding>()
  const report: Report = (kind, value, path, field) => {
    const isAllowed =
      allow.words?.some((word) => word.includes(value)) || allow.fields?.includes(fieldName(field))
    const key = `${path}\0${value}`
    if (isAllowed || found.has(key)) return
    found.set(key, { kind, place: `${place}, ${path}`, field, shown: mask(value) })
  }
  new Inspection(hosts, report).walk(part, '', '')
  return [...found.values()]
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

function addressOf(entry: unknown): string {
  return String(fieldOf(fieldOf(entry, 'request'), 'url'))
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? ''
}

/** Parts of a path that may be private themselves are not shown. */
function maskedPath(path: string): string {
  return path
    .split('/')
    .map((part) => (/^[\w.-]{0,30}$/.test(part) && !/\d{4}/.test(part) ? part : mask(part)))
    .join('/')
    .slice(0, 120)
}
