/** Faults of the world that the system runs in: its network, processes, clocks and disks. */
import { type Fault, type FaultDocs, FaultError } from './fault.ts'
import { type Ground, GroundError, type Heal } from './ground.ts'

export type WorldLayer = 'network' | 'process' | 'clock' | 'disk'

export interface WorldFault extends Fault {
  layer: WorldLayer
  /** The host it strikes; of a link or a way, the first that its target names. */
  host: string
  /** The other end of the link or way; the same host again if it strikes a host. */
  peer: string
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

export interface WorldFaultKind {
  name: string
  layer: WorldLayer
  docs: FaultDocs
  /** `host`: HOST; `link`, both ways: HOST/HOST; `way`, from the first to the second: HOST>HOST. */
  target: 'host' | 'link' | 'way'
  options: Readonly<Record<string, WorldFaultOption>>
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

/** When it strikes; every fault of the world takes these too. */
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
 * @throws FaultError, a sentence, if the target or an option is not one that the kind takes.
 */
export function worldFault(
  kind: WorldFaultKind,
  target: string,
  options: Readonly<Record<string, string>> = {},
): WorldFault {
  const { form, pattern } = targetForms[kind.target]
  const [, host, peer = host] = pattern.exec(target) ?? []
  if (host === undefined || peer === undefined || (kind.target !== 'host' && host === peer)) {
    throw new FaultError(
      `\`${target}\` does not say where ${kind.name} strikes; write ${form}, for example ${kind.docs.example}.`,
    )
  }
  const numbers = numbersOf(kind, options)
  const { atMs = 0, forMs, ...values } = numbers
  const query = new URLSearchParams(options).toString()
  return {
    id: `${kind.name}:${target}${query && `?${query}`}`,
    name: kind.name,
    layer: kind.layer,
    target,
    options,
    hosts: host === peer ? [host] : [host, peer],
    host,
    peer,
    values,
    atMs,
    forMs: Number.isNaN(forMs) ? undefined : forMs,
  }
}

export function isWorldFault(fault: Fault): fault is WorldFault {
  return fault.layer !== 'code' && fault.layer !== 'telemetry' && fault.layer !== 'page'
}

/** @throws FaultError naming the hosts there are, if the fault strikes another. */
export function checkHosts({ id, hosts }: WorldFault, known: readonly string[]): void {
  const stranger = hosts.find((host) => !known.includes(host))
  if (stranger === undefined) return
  throw new FaultError(
    `Fault ${id} strikes \`${stranger}\`, which is no host of this topology; the hosts are: ${known.join(', ')}.`,
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
  const known = { ...kind.options, ...timing }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue
    throw new FaultError(
      `Fault ${kind.name} has no option \`${name}\`; it has: ${Object.keys(known).join(', ')}.`,
    )
  }
  return Object.fromEntries(
    Object.entries(known).map(([name, option]) => {
      const text = given[name]
      return [name, text === undefined ? option.default : numberOf(kind.name, name, text, option)]
    }),
  )
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
