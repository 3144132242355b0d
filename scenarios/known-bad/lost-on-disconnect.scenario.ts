/**
 * A sync that was made incremental: an item counts as delivered once it was put into a snapshot,
 * and later snapshots leave it out. What is lost with a connection, or was to go out while there
 * was none, never comes again (shared/reference/sync-bugs.md, emit-counted-as-delivery).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

const items = 'system/worker/platforms/base/item-collections.ts'

export const bug: Bug = {
  story: 'The worker counts an item as delivered when it is sent, not when it is acknowledged.',
  faults: [
    fault.replacedCode(`${items}#KeyedItems.all`, {
      old: 'this.#items.values()]',
      new: 'this.#items.values()].filter((entry) => !entry.sent && (entry.sent = true))',
    }),
    fault.replacedCode(`${items}#KeyedItems.upsert`, {
      old: 'this.#items.set(ref, { item, text })',
      new: 'if (before?.text !== text) this.#items.set(ref, { item, text })',
    }),
  ],
  from: 'start',
  caughtBy: ['I1'],
}

export default scenario('what a worker only believes delivered is missed', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, master, nemesis }) {
    await using planted = new AsyncDisposableStack()
    for (const part of bug.faults) planted.use(await nemesis.inject(part))
    step('restarting worker-1, which loads the bug')
    await trace.until('worker.register')
    await master.restartWorker('worker-1')
    await act('nothing disturbs: nobody notices', 'pass', async () => {
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 2 })
    })
    await act('Master is killed while a crawl goes on', { fail: ['I1'] }, async () => {
      const round = await trace.until('crawl.round')
      await trace.until('interceptor.handle', { sinceMs: round.endMs + 1 })
      await nemesis.kill('master')
      await trace.until('worker.register')
      await trace.until('crawl.round', { times: 3 })
      await trace.until('store.merge', { times: 2 })
    })
  },
})
