/** When faults of the world were in force, and whom they concerned. */
import type { RunRecord } from './run-record.ts'
import type { Window } from './window.ts'

export interface Disturbance extends Window {
  /** `partition:worker-1/master?forMs=5000` */
  fault: string
  /** `partition` */
  name: string
  hosts: readonly string[]
}

/** Faults that end a process; what they do to others lies in the end of its connections. */
const kills = ['kill', 'powerLoss']
/** A worker that lost Master dials again after so long, and registers (master-connection.ts). */
const reconnectMs = 10_000

/**
 * Faults that disturb hosts, or the way between them. Faults of pages do not: what a page showed in
 * spite of them must arrive like everything else.
 */
export function disturbancesOf(record: RunRecord): readonly Disturbance[] {
  return record.answer(findDisturbances)
}

/** Faults of pages: they strike no host, and only answers that tell so themselves. */
export function pageDisturbancesOf(record: RunRecord): readonly Disturbance[] {
  return record.answer(findPageDisturbances)
}

function findDisturbances(record: RunRecord): Disturbance[] {
  return findWindows(record).filter(({ hosts }) => hosts.length > 0)
}

function findPageDisturbances(record: RunRecord): Disturbance[] {
  return findWindows(record).filter(({ hosts, fault }) => hosts.length === 0 && isOfPages(fault))
}

/** A code fault names a place in a file, a telemetry fault nothing. */
function isOfPages(fault: string): boolean {
  return fault.includes(':') && !fault.includes('#')
}

function findWindows(record: RunRecord): Disturbance[] {
  const open = new Map<string, Disturbance>()
  const all: Disturbance[] = []
  for (const { at, fault, hosts, phase } of record.entries('fault')) {
    // A code fault names a place in a file, and stays there.
    if (fault.includes('#')) continue
    if (phase === 'planted') {
      const [name = fault] = fault.split(':')
      const one = { fault, name, hosts, fromMs: at, toMs: Number.POSITIVE_INFINITY }
      open.set(fault, one)
      all.push(one)
    } else if (phase === 'healed') {
      const one = open.get(fault)
      if (one) one.toMs = at
      open.delete(fault)
    }
  }
  return all
}

/**
 * What may have kept a host from its peers: faults of its own, of its links, of Master, and of one
 * peer in particular.
 * Each lasts as long again and a little after its heal: TCP's pauses before it sends again have
 * grown with it, and a lost connection must be dialled anew.
 */
export function troublesOf(record: RunRecord, host: string, peer = host): Disturbance[] {
  const isWorker = (name: string) => name.startsWith('worker')
  return disturbancesOf(record)
    .filter(({ hosts }) => [host, peer].some((h) => hosts.includes(h)) || !hosts.some(isWorker))
    .map((one) => ({ ...one, toMs: one.toMs + (one.toMs - one.fromMs) + reconnectMs }))
}

/** How long a host's process stood still within a window. */
export function frozenMs(record: RunRecord, host: string, window: Window): number {
  const ends = record.entries('process').filter((p) => p.host === host && p.phase !== 'started')
  const frozen = disturbancesOf(record)
    .filter(({ name, hosts }) => name === 'freeze' && hosts.includes(host))
    .map(({ fromMs, toMs }) => {
      // Its next life runs.
      const end = ends.find(({ at }) => at >= fromMs)
      return { fromMs, toMs: Math.min(toMs, end?.at ?? toMs) }
    })
  return coveredMs(frozen, window)
}

/** How long a host lived within a window under troubles other than its own end. */
export function troubledMs(record: RunRecord, host: string, window: Window): number {
  const troubles = troublesOf(record, host).filter(
    ({ name, hosts }) => !(kills.includes(name) && hosts.includes(host)),
  )
  return coveredMs(troubles, window)
}

/** How much of a window these cover together. */
function coveredMs(parts: readonly Window[], { fromMs, toMs }: Window): number {
  let coveredTo = fromMs
  let sum = 0
  for (const part of [...parts].sort((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(part.fromMs, coveredTo)
    const to = Math.min(part.toMs, toMs)
    if (to <= from) continue
    sum += to - from
    coveredTo = to
  }
  return sum
}
