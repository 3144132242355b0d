/** Faults of the world that the system runs in: its network, processes, clocks, disks and pages. */
import { type Fault, type FaultDocs, FaultError } from './fault.ts'
import { type Ground, GroundError, type Heal } from './ground.ts'

export type WorldLayer = 'network' | 'process' | 'clock' | 'disk' | 'page'

export interface WorldFault extends Fault {
  layer: WorldLayer
  /** The host it strikes; of a link or a way, the first that its target names; of pages, none. */
  host: string
  /** The other end of the link or way; the same host again if it strikes a host. */
  peer: string
  /** A fault of pages: the accounts whose pages it strikes; of all if empty. */
  accounts: readonly string[]
  /** The kind's own options as numbers, with their defaults. */
  values: Readonly<Record<string, number>>
  /** It comes this long after the system was started, in the world's time. */
  atMs: number
  /** And is healed after this long; undefined: at the end of the run, or of its braces. */
  forMs: number | undefined
}

/** A whole number that a kind of fault takes. */
export interface WorldFaultOption {
  default: number
  min: number
  max: number
  /** `ms`, `ppm`, `bytes/s`. */
  unit: string
  /** Which way the fault gets milder; `smaller` is nearer to 0. */
  milder: 'smaller' | 'larger'
}

/** A text that a kind of fault takes. */
export interface WorldFaultText {
  pattern: RegExp
  /** What fits the pattern, in words: `the name of a field`. */
  form: string
}

export interface WorldFaultKind {
  name: string
  layer: WorldLayer
  docs: FaultDocs
  /**
   * `host`: HOST; `link`, both ways: HOST/HOST; `way`, from the first to the second: HOST>HOST;
   * `answers`: one of the kind's `answers`, of pages.
   */
  target: 'host' | 'link' | 'way' | 'answers'
  /** Which answers a fault of pages can strike. */
  answers?: readonly string[]
  options: Readonly<Record<string, WorldFaultOption>>
  /** Options that are texts. */
  texts?: Readonly<Record<string, WorldFaultText>>
  /** A process that lives on the host ends by it, and that is no crash. */
  kills?: boolean
  /**
   * Lets it strike. @returns what takes it back; undefined if it is over at once.
   * @throws GroundError if this world cannot do it.
   */
  plant(ground: Ground, fault: WorldFault, touched: () => void): Promise<Heal | undefined>
}

/** Longer than any run: about 23 days, in milliseconds. */
export const longestMs = 2_000_000_000
const hostName = String.raw`[A-Za-z0-9][\w.-]*`
const targetForms = {
  host: { form: 'HOST', pattern: new RegExp(`^(${hostName})$`) },
  link: { form: 'HOST/HOST', pattern: new RegExp(`^(${hostName})/(${hostName})$`) },
  way: { form: 'HOST>HOST', pattern: new RegExp(`^(${hostName})>(${hostName})$`) },
}

/** When a fault of the world strikes, in whole milliseconds; see `timingDocs`. */
export interface TimingOptions {
  atMs?: number
  forMs?: number
}

/** Every fault of the world takes these too. */
const timing = {
  atMs: { default: 0, min: 0, max: longestMs },
  forMs: { default: Number.NaN, min: 1, max: longestMs },
}
export const timingDocs: Readonly<Record<string, string>> = {
  atMs: 'so many milliseconds after the system was started; 0 if not given',
  forMs: 'healed after so many milliseconds; at the end of the run if not given',
}

/**
 * Builds a fault of the world.
 * @param accounts of a fault of pages: whose pages it strikes; of all if none is named
 * @throws FaultError, a sentence, if the target or an option is not one that the kind takes.
 */
export function worldFault(
  kind: WorldFaultKind,
  target: string,
  options: Readonly<Record<string, string>> = {},
  accounts: readonly string[] = [],
): WorldFault {
  const [host, peer] = endsOf(kind, target)
  const { atMs = 0, forMs, ...values } = numbersOf(kind, options)
  const query = new URLSearchParams(options).toString()
  const whose = accounts.length > 0 ? `@${accounts.join(',')}` : ''
  return {
    id: `${kind.name}:${target}${query && `?${query}`}${whose}`,
    name: kind.name,
    layer: kind.layer,
    target,
    options,
    hosts: [...new Set([host, peer])].filter((end) => end !== ''),
    host,
    peer,
    accounts,
    values,
    atMs,
    forMs: Number.isNaN(forMs) ? undefined : forMs,
  }
}

/** The hosts that a target names; empty texts where it names answers. */
function endsOf(kind: WorldFaultKind, target: string): [host: string, peer: string] {
  const { answers = [], docs, name } = kind
  if (kind.target === 'answers') {
    if (answers.includes(target)) return ['', '']
    throw new FaultError(
      `\`${target}\` does not say which answers ${name} alters; write one of ${answers.join(', ')}, for example ${docs.example}.`,
    )
  }
  const { form, pattern } = targetForms[kind.target]
  const [, host, peer = host] = pattern.exec(target) ?? []
  if (host === undefined || peer === undefined || (kind.target !== 'host' && host === peer)) {
    throw new FaultError(
      `\`${target}\` does not say where ${name} strikes; write ${form}, for example ${docs.example}.`,
    )
  }
  return [host, peer]
}

export function isWorldFault(fault: Fault): fault is WorldFault {
  return fault.layer !== 'code' && fault.layer !== 'telemetry'
}

/** Whom faults of the world can strike. */
export interface Places {
  hosts: readonly string[]
  accounts: readonly string[]
}

/** @throws FaultError naming the hosts or accounts there are, if the fault strikes another. */
export function checkPlace({ id, hosts, accounts }: WorldFault, known: Places): void {
  const refuse = (stranger: string | undefined, what: 'host' | 'account'): void => {
    if (stranger === undefined) return
    throw new FaultError(
      `Fault ${id} strikes \`${stranger}\`, which is no ${what} of this topology; the ${what}s are: ${known[`${what}s`].join(', ')}.`,
    )
  }
  refuse(
    hosts.find((host) => !known.hosts.includes(host)),
    'host',
  )
  refuse(
    accounts.find((account) => !known.accounts.includes(account)),
    'account',
  )
}

/** The member of the ground that a kind needs. @throws GroundError if this world lacks it. */
export function needed<T>(member: T | undefined, what: string): T {
  if (member !== undefined) return member
  throw new GroundError(`no fault can touch its ${what}`)
}

function numbersOf(
  kind: WorldFaultKind,
  given: Readonly<Record<string, string>>,
): Record<string, number> {
  const { texts = {} } = kind
  const known = { ...kind.options, ...timing }
  for (const [name, text] of Object.entries(given)) {
    if (Object.hasOwn(texts, name)) checkText(kind.name, name, text, texts[name])
    else if (!Object.hasOwn(known, name)) {
      throw new FaultError(
        `Fault ${kind.name} has no option \`${name}\`; it has: ${Object.keys({ ...texts, ...known }).join(', ')}.`,
      )
    }
  }
  return Object.fromEntries(
    Object.entries(known).map(([name, option]) => {
      const text = given[name]
      return [name, text === undefined ? option.default : numberOf(kind.name, name, text, option)]
    }),
  )
}

function checkText(
  kind: string,
  name: string,
  text: string,
  option: WorldFaultText | undefined,
): void {
  if (option === undefined || option.pattern.test(text)) return
  throw new FaultError(`Option ${name} of ${kind} is ${option.form}, not \`${text}\`.`)
}

function numberOf(
  kind: string,
  name: string,
  text: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (number >= min && number <= max) return number
  throw new FaultError(
    `Option ${name} of ${kind} is a whole number from ${min} to ${max}, not \`${text}\`.`,
  )
}
