/**
 * “No answer? Send it again.” The bridge sends the same message once more when no acknowledgement
 * came in time; on a slow or broken link the first one comes as well, and Master acts on both
 * (shared/reference/sync-bugs.md, reply-result-handled-twice).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

export const bug: Bug = {
  story: 'A message that was not acknowledged in time is sent again, and Master acts on both.',
  faults: [
    fault.replacedCode('system/worker/worker-bridge.ts#WorkerBridge.#emit', {
      old: '.emitWithAck(MESSAGE_EVENT, message)',
      new: '.emitWithAck(MESSAGE_EVENT, message).catch(() => this.#socket.timeout(this.#ackTimeoutMs).emitWithAck(MESSAGE_EVENT, message))',
    }),
  ],
  from: 'start',
  caughtBy: ['I7'],
}

export default scenario('a message that is sent again is harmless where nothing is late', {
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
      await trace.until('store.merge', { times: 3 })
    })
  },
})
