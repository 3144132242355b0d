/**
 * One of two workers is started again on an old version of a module, from before conversations
 * were named by `sec_uid`: its lists and its histories name them differently, and what it writes
 * is of no use to anybody (shared/reference/sync-bugs.md, stale-module-after-shared-fix and
 * conversation-id-two-encodings).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

export const bug: Bug = {
  story: 'After its restart worker-2 runs an old mapping, which names conversations by user id.',
  faults: [
    fault.replacedCode('system/worker/platforms/douyin/mapping.ts#mapConversation', {
      old: 'conversationId: user.sec_uid',
      new: 'conversationId: user_id',
      hosts: ['worker-2'],
    }),
  ],
  from: 'restart',
  caughtBy: ['I1'],
}

export default weather('a worker that came back with an old module is noticed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 4,
    faults: ['kill:worker-2?atMs=0'],
    stormMs: 0,
    fail: ['I1'],
  },
})
