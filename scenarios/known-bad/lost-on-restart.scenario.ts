/**
 * Master writes to its database in the background, to be quick; what it has acknowledged in the
 * last minutes is only in its memory (shared/reference/sync-bugs.md, memory-only-until-5min-flush).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

export const bug: Bug = {
  story: 'Master writes its store to disk five minutes late, so a restart forgets the last of it.',
  faults: [
    fault.replacedCode('system/master/store-persistence.ts#persist', {
      old: 'database.write(change)',
      new: 'setTimeout(() => database.write(change), 300_000)',
    }),
  ],
  from: 'start',
  caughtBy: ['I9'],
}

export default scenario('a store that is written late is noticed at a restart', {
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
    await act('Master is killed and started again', { fail: ['I9'] }, async () => {
      await nemesis.kill('master')
      await trace.until('worker.register')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 3 })
    })
  },
})
