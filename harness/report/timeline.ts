/** What the report's time axis shows: hosts and their processes, faults, notable events. */
import type { RunRecord } from '../trace/run-record.ts'
import type { ReportEpisode, ReportFault, ReportLane } from './model.ts'

export function lanesOf(record: RunRecord, zeroMs: number): ReportLane[] {
  const lanes = new Map<string, ReportLane>()
  for (const start of record.entries('process')) {
    if (start.phase !== 'started') continue
    const lane = lanes.get(start.host) ?? { host: start.host, lives: [] }
    lanes.set(start.host, lane)
    const end = record
      .entries('process')
      .find((p) => p.instance === start.instance && p.phase !== 'started')
    lane.lives.push({
      instance: start.instance,
      startMs: start.at - zeroMs,
      endMs: (end?.at ?? record.lastMs) - zeroMs,
      end: end === undefined || end.phase === 'started' ? 'running' : end.phase,
    })
  }
  return [...lanes.values()].sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }))
}

/** Each planting is one band, until it is healed. */
export function faultsOf(record: RunRecord, zeroMs: number): ReportFault[] {
  const bands: ReportFault[] = []
  for (const entry of record.entries('fault')) {
    const open = bands.findLast((band) => band.fault === entry.fault)
    const atMs = entry.at - zeroMs
    if (entry.phase === 'planted') {
      bands.push({
        fault: entry.fault,
        hosts: entry.hosts,
        startMs: atMs,
        loadedMs: [],
        reachedMs: [],
      })
    } else if (open !== undefined) {
      if (entry.phase === 'healed') open.endMs = atMs
      else if (entry.phase === 'loaded') open.loadedMs.push(atMs)
      else open.reachedMs.push(atMs)
    }
  }
  return bands
}

/** Each lasts until its account's next one, the last one until the end. */
export function episodesOf(record: RunRecord, zeroMs: number): ReportEpisode[] {
  const begun = record.entries('episode')
  return begun.map(({ accountId, name, title, at }, place) => {
    const next = begun.slice(place + 1).find((later) => later.accountId === accountId)
    const endMs = (next?.at ?? record.lastMs) - zeroMs
    return { accountId, name, title, startMs: at - zeroMs, endMs }
  })
}

/** Sentences about what the harness noticed beside its checks. */
export function eventsOf(record: RunRecord): string[] {
  const refused = record.entries('receipt').filter((receipt) => receipt.refused !== undefined)
  return [
    ...new Set(refused.map((receipt) => `The receiver refused telemetry: ${receipt.refused}`)),
  ]
}
