/**
 * Master takes care that no older snapshot overwrites a newer one, and asks the sender's clock
 * which is newer. A worker whose clock was ahead for a while is not heard again until its clock
 * gets there once more, and is told each time that all is well (shared/reference/sync-bugs.md,
 * freshness-window-uses-business-time).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

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

export default scenario('asking the clock of the sender is harmless where clocks are right', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, nemesis }) {
    await using planted = new AsyncDisposableStack()
    for (const part of bug.faults) planted.use(await nemesis.inject(part))
    await trace.until('worker.register')
    step('SIGKILL to Master, which loads the bug')
    await nemesis.kill('master')
    await trace.until('worker.register', { times: 2 })
    await act('nothing disturbs: nobody notices', 'pass', async () => {
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 3 })
    })
  },
})
