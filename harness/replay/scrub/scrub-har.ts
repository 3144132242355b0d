/**
 * Takes private data out of recorded traffic (HAR 1.2) and puts other data of the same form in its
 * place: the same everywhere, so that a recording still fits together.
 */
import { RecordingError } from '../recording-error.ts'
import type { Allowance } from './allowed.ts'
import { isFields, scrubEntry, scrubPage, scrubValue } from './har-entry.ts'
import type { PrivateKind } from './private-kind.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { Scrubber } from './scrubber.ts'

export interface ScrubOptions {
  /**
   * Decides about the replacements, and whoever has it could guess at what was replaced. The same
   * key gives the same replacements in several recordings.
   */
  readonly key: string | Uint8Array
  /** What may stay although it looks private. */
  readonly allow?: Allowance
}

export interface ScrubResult {
  /** The HAR as it may be kept; the one given is not changed. */
  readonly har: { readonly log: { readonly entries: readonly unknown[] } }
  /** How many different values were replaced. */
  readonly replaced: Readonly<Record<PrivateKind, number>>
}

/** How far scrubbing is: every entry is looked at twice. */
export interface ScrubProgress {
  readonly done: number
  readonly total: number
}

/** @throws RecordingError if it is no HAR */
export function scrubHar(har: unknown, options: ScrubOptions): ScrubResult {
  const steps = scrubSteps(har, options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * The same, entry by entry, so that a caller can tell how far it is and break off.
 *
 * The first time through learns which values are private by where they stand, as a nickname is by
 * its field; the second finds them everywhere, also in the midst of sentences and scripts.
 */
export function* scrubSteps(
  har: unknown,
  { key, allow = {} }: ScrubOptions,
): Generator<ScrubProgress, ScrubResult> {
  const { log, entries } = requireHar(har)
  const hosts = new Set(entries.flatMap(hostOf))
  const pseudonyms = new Pseudonyms(key)
  const total = entries.length * 2
  let scrubbed: unknown[] = []
  let rest: unknown = {}
  for (const time of [0, 1]) {
    const scrubber = new Scrubber(pseudonyms, allow, hosts)
    scrubbed = []
    rest = scrubRest(log, scrubber)
    for (const entry of entries) {
      scrubbed.push(scrubEntry(entry, scrubber))
      yield { done: time * entries.length + scrubbed.length, total }
    }
  }
  const log2 = isFields(rest) ? rest : {}
  return { har: { log: { ...log2, entries: scrubbed } }, replaced: countsOf(pseudonyms) }
}

/** @throws RecordingError naming what is missing */
export function requireHar(har: unknown): {
  log: Readonly<Record<string, unknown>>
  entries: readonly unknown[]
} {
  const log = isFields(har) ? har.log : undefined
  const entries = isFields(log) ? log.entries : undefined
  if (isFields(log) && Array.isArray(entries)) return { log, entries }
  throw new RecordingError(
    'This is no HAR: it has no list log.entries. Save the traffic as HAR 1.2, with its bodies, from ' +
      'the network panel of a browser or with Playwright’s recordHar.',
  )
}

function scrubRest(log: Readonly<Record<string, unknown>>, scrubber: Scrubber): unknown {
  const { version, creator, browser, pages, entries: _, ...rest } = log
  const scrubbed = scrubValue(rest, scrubber)
  return {
    ...(version !== undefined && { version }),
    ...(creator !== undefined && { creator }),
    ...(browser !== undefined && { browser }),
    ...(Array.isArray(pages) && { pages: pages.map((page) => scrubPage(page, scrubber)) }),
    ...(isFields(scrubbed) && scrubbed),
  }
}

/** Hosts that were asked stay, or nothing would find its answer. */
export function hostOf(entry: unknown): string[] {
  const request = isFields(entry) ? entry.request : undefined
  const url = isFields(request) ? request.url : undefined
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  return parsed === null ? [] : [parsed.hostname]
}

const none: Readonly<Record<PrivateKind, number>> = {
  cookie: 0,
  authorization: 0,
  token: 0,
  signature: 0,
  phone: 0,
  email: 0,
  'national-id': 0,
  name: 0,
  text: 0,
  picture: 0,
  id: 0,
  'sec-uid': 0,
  device: 0,
  ip: 0,
  location: 0,
  birthday: 0,
  address: 0,
  binary: 0,
}

function countsOf(pseudonyms: Pseudonyms): Readonly<Record<PrivateKind, number>> {
  const counts = { ...none }
  for (const { kind } of pseudonyms.known.values()) counts[kind] += 1
  return counts
}
