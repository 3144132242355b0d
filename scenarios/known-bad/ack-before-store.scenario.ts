/**
 * Master thanks first and stores later, to be quick: what it has acknowledged is nowhere yet, and
 * goes with it if it dies meanwhile (shared/reference/sync-bugs.md, memory-only-until-5min-flush).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

export const bug: Bug = {
  story: 'Master acknowledges a sync at once and stores it 300 ms later.',
  faults: [
    fault.replacedCode('system/master/data-sync-receiver.ts#DataSyncReceiver.receive', {
      old: 'const result = await this.#merge(sync, sender)',
      new: 'const result = { added: [], updated: [], unchanged: 0 }; setTimeout(() => this.#merge(sync, sender), 300)',
    }),
  ],
  from: 'start',
  caughtBy: ['I9', 'I1'],
}

export default scenario('storing after the acknowledgement is harmless while Master lives', {
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
      step('waiting until the pages have shown all there is')
      await trace.until('crawl.round', { times: 6 })
    })
  },
})
