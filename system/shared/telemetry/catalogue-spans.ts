import type { AttributeName } from './attributes.ts'

/** The hops of the sync path in order, from the platform's page to Master's store. */
export const syncHops = [
  'page.response',
  'interceptor.handle',
  'data.upsert',
  'sync.snapshot',
  'sync.push',
  'socket.emit',
  'master.receive',
  'store.merge',
] as const

export type SpanName =
  | (typeof syncHops)[number]
  | 'worker.start'
  | 'worker.leave'
  | 'worker.register'
  | 'worker.heartbeat'
  | 'worker.receive'
  | 'account.status'
  | 'worker.restart'
  | 'account.start'
  | 'crawl.round'
  | 'store.persist'
  | 'store.load'
  | 'master.start'
  | 'master.leave'

export interface SpanEntry {
  name: SpanName
  kind: 'internal' | 'producer' | 'consumer'
  emittedBy: 'worker' | 'master' | 'worker, master'
  meaning: string
  parent: string
  attributes: readonly AttributeName[]
  /** Milliseconds between two of them unless configured; only where a timer starts the span. */
  intervalMsDefault?: number
}

const items = ['hiscrm.item.ids', 'hiscrm.item.count', 'hiscrm.item.ids_cut'] as const
const merged = ['hiscrm.items.added', 'hiscrm.items.updated', 'hiscrm.items.unchanged'] as const
const message = [
  'messaging.system',
  'messaging.operation.type',
  'messaging.message.id',
  'messaging.message.body.size',
  'hiscrm.message.type',
  'hiscrm.connection.id',
] as const
const account = ['hiscrm.account.id', 'hiscrm.worker.id'] as const

const hopEntries: readonly SpanEntry[] = [
  {
    name: 'page.response',
    kind: 'internal',
    emittedBy: 'worker',
    meaning:
      'An answer of the platform that an interceptor reads, from its arrival to its items. One that was read before, and whose items are all held as it has them, has none: its crawl.round counts it.',
    parent: 'none; linked to its crawl.round',
    attributes: [
      ...items,
      ...account,
      'hiscrm.interceptor',
      'http.request.method',
      'http.response.status_code',
      'http.response.body.size',
      'url.path',
      'hiscrm.page.problem',
    ],
  },
  {
    name: 'interceptor.handle',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The answer is checked and turned into items.',
    parent: 'page.response',
    attributes: [...items, ...account, 'hiscrm.interceptor'],
  },
  {
    name: 'data.upsert',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The items are taken into the account’s data.',
    parent: 'interceptor.handle',
    attributes: [...items, ...account, ...merged, 'hiscrm.items.rejected'],
  },
  {
    name: 'sync.snapshot',
    kind: 'internal',
    emittedBy: 'worker',
    meaning:
      'One sync of an account: a snapshot of all it holds, until Master acknowledged it. From here on spans name the items that Master has not acknowledged yet, and count all.',
    parent:
      'none; linked to the data.upsert of every response with something new since the last acknowledged snapshot',
    attributes: [...items, ...account, 'hiscrm.timer.interval_ms', 'hiscrm.responses.carried'],
    intervalMsDefault: 30_000,
  },
  {
    name: 'sync.push',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The snapshot is made a message, sent, and its acknowledgement awaited.',
    parent: 'sync.snapshot',
    attributes: [...items, ...account],
  },
  {
    name: 'socket.emit',
    kind: 'producer',
    emittedBy: 'worker, master',
    meaning: 'A message is handed to the connection. Its answer is awaited outside this span.',
    parent:
      'what sends: sync.push, worker.register, worker.heartbeat, account.status, worker.restart',
    attributes: [...message, ...items, ...account],
  },
  {
    name: 'master.receive',
    kind: 'consumer',
    emittedBy: 'master',
    meaning:
      'Master takes a message in, checks it, acts on it and answers it. It names the items that the message says are new.',
    parent: 'socket.emit of the worker',
    attributes: [...message, ...items, ...account, 'hiscrm.message.refusal'],
  },
  {
    name: 'store.merge',
    kind: 'internal',
    emittedBy: 'master',
    meaning:
      'Items are merged into the store: one span for each message and, beside it, one for each platform response that the message carries, in the trace of that response. They name what is in the store of the items that the message says are new, and what was added or updated.',
    parent: 'master.receive; data.upsert of the response, linked to master.receive',
    attributes: [...items, ...account, ...merged],
  },
]

export const spanEntries: readonly SpanEntry[] = [
  ...hopEntries,
  {
    name: 'worker.start',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The worker starts, until it begins to dial Master.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'server.address', 'server.port'],
  },
  {
    name: 'worker.register',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The worker registers, at every connect, and gets its accounts.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'hiscrm.account.count'],
  },
  {
    name: 'worker.heartbeat',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'One heartbeat, until Master acknowledged it.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'hiscrm.timer.interval_ms'],
    intervalMsDefault: 10_000,
  },
  {
    name: 'account.start',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The browser of an account is opened and its timers are started.',
    parent: 'none',
    attributes: [...account, 'hiscrm.platform'],
  },
  {
    name: 'crawl.round',
    kind: 'internal',
    emittedBy: 'worker',
    meaning:
      'One visit of all pages of an account; an error where any problem was met. After one that asks not to go on, some rounds visit nothing and say so.',
    parent: 'none',
    attributes: [
      ...account,
      'hiscrm.timer.interval_ms',
      'hiscrm.crawl.answers',
      'hiscrm.crawl.known_answers',
      'hiscrm.crawl.failed_parts',
      'hiscrm.crawl.paused_by',
      'hiscrm.crawl.broken_off',
      'hiscrm.page.problem',
    ],
    intervalMsDefault: 60_000,
  },
  {
    name: 'account.status',
    kind: 'internal',
    emittedBy: 'worker',
    meaning:
      'The worker tells Master how accounts fare, until Master acknowledged it: at every change, and of all of them after each registration.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'hiscrm.account.count'],
  },
  {
    name: 'worker.receive',
    kind: 'consumer',
    emittedBy: 'worker',
    meaning: 'The worker takes a message of Master in and answers it.',
    parent: 'socket.emit of Master',
    attributes: [...message, 'hiscrm.worker.id', 'hiscrm.message.refusal'],
  },
  {
    name: 'worker.leave',
    kind: 'internal',
    emittedBy: 'worker',
    meaning: 'The worker ends its work: last round, last sync, connection, browsers.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'hiscrm.leave.reason'],
  },
  {
    name: 'master.start',
    kind: 'internal',
    emittedBy: 'master',
    meaning: 'Master starts: it loads its store, listens and starts its workers.',
    parent: 'none',
    attributes: ['server.address', 'server.port'],
  },
  {
    name: 'store.load',
    kind: 'internal',
    emittedBy: 'master',
    meaning:
      'Master reads its store from its database. One span is of the whole and counts; inside it, one of each account, and of each further 2,000 items of it, names what has outlived the restart.',
    parent: 'master.start; store.load of the whole',
    attributes: [...items, 'hiscrm.account.id', 'hiscrm.account.count'],
  },
  {
    name: 'store.persist',
    kind: 'internal',
    emittedBy: 'master',
    meaning:
      'Items that are new or have changed are written to the database, in one transaction, before the store takes them and the message is acknowledged. Absent where nothing is new.',
    parent: 'store.merge',
    attributes: [...items, 'hiscrm.account.id'],
  },
  {
    name: 'worker.restart',
    kind: 'internal',
    emittedBy: 'master',
    meaning: 'An operator has a worker restarted, until the old one has left.',
    parent: 'none',
    attributes: ['hiscrm.worker.id', 'hiscrm.restart.how'],
  },
  {
    name: 'master.leave',
    kind: 'internal',
    emittedBy: 'master',
    meaning: 'Master ends its work: workers first, then connections, then the database.',
    parent: 'none',
    attributes: ['hiscrm.leave.reason'],
  },
]
