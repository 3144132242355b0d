import { disturbancesOf } from '../trace/disturbances.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { within } from '../trace/window.ts'
import { type Finding, type Invariant, isOwnRun, judgement } from './finding.ts'

const id = 'no-crash'
/** Faults with which a program cannot work, and says so. */
const diskFaults = ['diskFailure', 'diskFull']

/** A process ends when it is asked to, or when a fault kills it; never by itself. */
export const noCrash: Invariant = {
  id,
  scope: 'window',
  title: 'no process dies by itself',
  description:
    'No process of the system ends with an uncaught exception, an exit code other than 0 or without a goodbye, unless a fault killed it. One that ends with an exit code while a fault of its own disk is in force (diskFailure, diskFull) could not do its work and said so: that is right.',
  applies: isOwnRun,
  judge({ record, window }) {
    const lost = record
      .entries('process')
      .filter((p) => p.phase === 'lost' && within(p.at, window))
      .map(
        (p): Finding => ({
          ...base(p.instance, p.at),
          summary: `${p.host} (pid ${p.pid}) ended without a goodbye, and no fault had killed it.`,
        }),
      )
    const failed = record
      .entries('process')
      .filter((p) => p.phase === 'left' && exitCodeOf(p.detail) > 0 && within(p.at, window))
      .filter((p) => !hadNoDisk(record, p))
      .map(
        (p): Finding => ({
          ...base(p.instance, p.at),
          summary: `${p.host} (pid ${p.pid}) ended by itself with exit code ${exitCodeOf(p.detail)}.`,
        }),
      )
    const uncaught = record
      .entries('uncaught')
      .filter((u) => within(u.at, window))
      .map(
        (u): Finding => ({
          ...base(u.instance, u.at),
          summary: `${record.hostOf(u.instance)} let \`${u.error.type}: ${u.error.message}\` go uncaught (${u.origin}).`,
        }),
      )
    const alive = record
      .entries('process')
      .filter((p) => p.phase === 'started' && p.at < window.toMs)
    return judgement(
      id,
      alive.length,
      [...uncaught, ...failed, ...lost],
      'No process was seen to start.',
    )
  },
}

/** At the very moment of its heal a fault may still have been there. */
function hadNoDisk(record: RunRecord, { host, at }: { host: string; at: number }): boolean {
  return disturbancesOf(record).some(
    ({ name, hosts, fromMs, toMs }) =>
      diskFaults.includes(name) && hosts.includes(host) && fromMs <= at && at <= toMs,
  )
}

/** The agent's goodbye tells it: `exit code 1`. */
function exitCodeOf(detail = ''): number {
  return Number(/exit code (\d+)/.exec(detail)?.[1] ?? 0)
}

function base(instance: string, atMs: number): Omit<Finding, 'summary'> {
  return {
    invariant: id,
    verdict: 'fail',
    evidence: [],
    items: [],
    atMs,
    instance,
    basis: 'observed',
  }
}
