import type { AttributeName } from './attributes.ts'

interface MetricEntry {
  kind: 'counter' | 'observable gauge'
  unit: string
  emittedBy: 'worker' | 'master'
  meaning: string
  attributes: readonly AttributeName[]
}

/** Metrics by name. Prometheus shows the first three as `worker_data_sync_total` and so on. */
export const metricEntries = {
  'worker.data_sync.total': {
    kind: 'counter',
    unit: '{sync}',
    emittedBy: 'worker',
    meaning: 'Snapshots that Master acknowledged.',
    attributes: ['hiscrm.account.id'],
  },
  'worker.data_sync.errors': {
    kind: 'counter',
    unit: '{sync}',
    emittedBy: 'worker',
    meaning: 'Snapshots that failed; each is tried again at the next tick.',
    attributes: ['hiscrm.account.id', 'error.type'],
  },
  'worker.data_sync.last_success_time': {
    kind: 'observable gauge',
    unit: 's',
    emittedBy: 'worker',
    meaning: 'When Master last acknowledged a snapshot, in seconds since 1970; absent before.',
    attributes: ['hiscrm.account.id'],
  },
  'worker.responses': {
    kind: 'counter',
    unit: '{response}',
    emittedBy: 'worker',
    meaning: 'Answers of the platform that an interceptor read, also the unreadable ones.',
    attributes: ['hiscrm.account.id', 'hiscrm.interceptor', 'error.type'],
  },
  'worker.items.rejected': {
    kind: 'counter',
    unit: '{item}',
    emittedBy: 'worker',
    meaning: 'Items of the platform that were refused because a field is not as it has to be.',
    attributes: ['hiscrm.account.id', 'hiscrm.collection'],
  },
  'worker.heartbeats': {
    kind: 'counter',
    unit: '{heartbeat}',
    emittedBy: 'worker',
    meaning: 'Heartbeats, by whether Master acknowledged them.',
    attributes: ['error.type'],
  },
  'worker.crawl.rounds': {
    kind: 'counter',
    unit: '{round}',
    emittedBy: 'worker',
    meaning: 'Crawl rounds, by whether all parts of them went well.',
    attributes: ['hiscrm.account.id', 'error.type'],
  },
  'worker.page.problems': {
    kind: 'counter',
    unit: '{problem}',
    emittedBy: 'worker',
    meaning: 'Problems met on the pages of an account, each time that one was met.',
    attributes: ['hiscrm.account.id', 'hiscrm.page.problem'],
  },
  'worker.account.health': {
    kind: 'observable gauge',
    unit: '1',
    emittedBy: 'worker',
    meaning:
      '1 while an account is healthy, 0 while any problem of its pages is open; absent before the first round has shown it.',
    attributes: ['hiscrm.account.id'],
  },
  'master.data_sync.received': {
    kind: 'counter',
    unit: '{sync}',
    emittedBy: 'master',
    meaning: 'Snapshots that were merged into the store.',
    attributes: ['hiscrm.account.id'],
  },
  'master.items.received': {
    kind: 'counter',
    unit: '{item}',
    emittedBy: 'master',
    meaning: 'Items in the snapshots received, new or not.',
    attributes: ['hiscrm.account.id', 'hiscrm.collection'],
  },
  'master.messages.refused': {
    kind: 'counter',
    unit: '{message}',
    emittedBy: 'master',
    meaning: 'Messages that were refused, by reason.',
    attributes: ['hiscrm.message.refusal'],
  },
  'master.heartbeats': {
    kind: 'counter',
    unit: '{heartbeat}',
    emittedBy: 'master',
    meaning: 'Heartbeats of registered workers.',
    attributes: ['hiscrm.worker.id'],
  },
  'master.workers.online': {
    kind: 'observable gauge',
    unit: '{worker}',
    emittedBy: 'master',
    meaning: 'Workers that are registered and beat.',
    attributes: [],
  },
  'master.store.accounts': {
    kind: 'observable gauge',
    unit: '{account}',
    emittedBy: 'master',
    meaning: 'Accounts in the store.',
    attributes: [],
  },
  'master.store.items': {
    kind: 'observable gauge',
    unit: '{item}',
    emittedBy: 'master',
    meaning: 'Items in the store.',
    attributes: ['hiscrm.collection'],
  },
} as const satisfies Record<string, MetricEntry>

export type MetricName = keyof typeof metricEntries

export type CounterName = {
  [K in MetricName]: (typeof metricEntries)[K]['kind'] extends 'counter' ? K : never
}[MetricName]
export type GaugeName = Exclude<MetricName, CounterName>
