/**
 * Master takes a worker out of its registry by the worker's id when a connection ends. Where the
 * old connection's end comes late, after the worker is back on a new one, it takes out the new
 * one: the worker is connected, and nobody (shared/reference/sync-bugs.md,
 * no-reregister-after-master-restart).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

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

export default weather('a worker that is taken out by the end of its old connection is noticed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 1,
    faults: [
      'oneWayCut:master>worker-2?atMs=185951&forMs=13849',
      'oneWayCut:master>worker-2?atMs=252301&forMs=14531',
    ],
    stormMs: 266832,
    fail: ['I5'],
  },
})
