import type { ReportCaught } from '../../model.ts'

/** Exceptions of the same kind from the same place that met the same fate. */
export interface CaughtGroup {
  first: ReportCaught
  count: number
  hosts: string[]
  lastMs: number
}

const order = ['dropped', 'unheard', 'logged', 'recorded', 'rethrown'] as const

/** The silent ones first, then the frequent ones. */
export function groupCaught(caught: ReportCaught[]): CaughtGroup[] {
  const groups = new Map<string, CaughtGroup>()
  for (const each of caught.toSorted((a, b) => a.atMs - b.atMs)) {
    const { file, line, type, message, fate, fault } = each
    const key = JSON.stringify([file, line, type, message, fate, fault])
    const group = groups.get(key) ?? { first: each, count: 0, hosts: [], lastMs: each.atMs }
    groups.set(key, group)
    group.count += each.count
    group.lastMs = each.atMs
    if (!group.hosts.includes(each.host)) group.hosts.push(each.host)
  }
  return [...groups.values()].sort((a, b) => {
    return order.indexOf(a.first.fate) - order.indexOf(b.first.fate) || b.count - a.count
  })
}
