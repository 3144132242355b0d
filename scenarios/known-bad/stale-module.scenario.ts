/**
 * One of two workers is started again on an old version of a module, from before conversations
 * were named by `sec_uid`: its lists and its histories name them differently, and what it writes
 * is of no use to anybody (shared/reference/sync-bugs.md, stale-module-after-shared-fix and
 * conversation-id-two-encodings).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

export const bug: Bug = {
  story: 'After its restart worker-2 runs an old mapping, which names conversations by user id.',
  faults: [
    fault.replacedCode('system/worker/platforms/douyin/mapping.ts#mapConversations', {
      old: 'conversationId: user.sec_uid',
      new: 'conversationId: user_id',
      hosts: ['worker-2'],
    }),
  ],
  from: 'restart',
  caughtBy: ['I1'],
}

export default scenario('a worker that runs an old module is noticed', {
  topology: { workers: 2, accounts: 2 },
  recording: 'creator-basic',

  async story({ act, step, trace, nemesis }) {
    await act('both workers run the new module', 'pass', async () => {
      await trace.until('crawl.round', { times: 2 })
      await trace.until('store.merge', { times: 4 })
    })
    await using planted = new AsyncDisposableStack()
    for (const part of bug.faults) planted.use(await nemesis.inject(part))
    await act('worker-2 is killed and loads the old one', { fail: ['I1'] }, async () => {
      step('SIGKILL to worker-2')
      await nemesis.kill('worker-2')
      await trace.until('worker.register')
      await trace.until('crawl.round', { times: 3 })
      await trace.until('store.merge', { times: 6 })
    })
  },
})
