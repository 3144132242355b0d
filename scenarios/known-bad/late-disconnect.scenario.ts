/**
 * Master takes a worker out of its registry by the worker's id when a connection ends. Where the
 * old connection's end comes late, after the worker is back on a new one, it takes out the new
 * one: the worker is connected, and nobody (shared/reference/sync-bugs.md,
 * no-reregister-after-master-restart).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

const registry = 'system/master/worker-registry.ts'

export const bug: Bug = {
  story: 'The late end of an old connection takes the worker out that is back on a new one.',
  faults: [
    fault.replacedCode(`${registry}#WorkerRegistry.register`, {
      old: 'this.#workers.set(worker.workerId, worker)',
      new: 'link.data.workerId = worker.workerId; this.#workers.set(worker.workerId, worker)',
    }),
    fault.replacedCode(`${registry}#WorkerRegistry.disconnect`, {
      old: 'this.byLink(link)',
      new: 'this.get(link.data.workerId)',
    }),
    fault.replacedCode(`${registry}#WorkerRegistry.disconnect`, {
      old: `worker.status = 'offline'`,
      new: 'this.#workers.delete(worker.workerId)',
    }),
  ],
  from: 'start',
  caughtBy: ['I5'],
}

export default scenario('workers that come and go in order never meet a late disconnect', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, nemesis }) {
    await using planted = new AsyncDisposableStack()
    for (const part of bug.faults) planted.use(await nemesis.inject(part))
    await trace.until('worker.register')
    step('SIGKILL to Master, which loads the bug')
    await nemesis.kill('master')
    await trace.until('worker.register', { times: 2 })
    await act('a worker is killed and comes back: nobody notices', 'pass', async () => {
      await nemesis.kill('worker-1')
      await trace.until('worker.register')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 3 })
    })
  },
})
