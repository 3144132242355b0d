/**
 * Master takes care that no older snapshot overwrites a newer one, and asks the sender's clock
 * which is newer. A worker whose clock was ahead for a while is not heard again until its clock
 * gets there once more, and is told each time that all is well (shared/reference/sync-bugs.md,
 * freshness-window-uses-business-time).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

export const bug: Bug = {
  story: 'A snapshot whose sender’s clock is behind that of an earlier one is ignored silently.',
  faults: [
    fault.replacedCode('system/master/data-sync-receiver.ts#DataSyncReceiver.#merge', {
      old: 'const merged = this.#store.merge(accountId, snapshot.platform, snapshot.data)',
      new: 'const newest = (this.newest ??= new Map()); const stale = sync.timestamp <= (newest.get(accountId) ?? 0); if (!stale) newest.set(accountId, sync.timestamp); const merged = stale ? { added: [], updated: [], unchanged: 0 } : this.#store.merge(accountId, snapshot.platform, snapshot.data)',
    }),
  ],
  from: 'start',
  caughtBy: ['I1'],
}

export default weather('a worker that is not heard because of its clock is noticed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 14,
    faults: ['clockJump:worker-1?byMs=-396640&atMs=154103'],
    stormMs: 154103,
    fail: ['I1', 'I13'],
    suspects: ['system/master/data-sync-receiver.ts'],
  },
})
