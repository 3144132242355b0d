/**
 * Master thanks first and stores later, to be quick: what it has acknowledged is nowhere yet, and
 * goes with it if it dies meanwhile (shared/reference/sync-bugs.md, memory-only-until-5min-flush).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

export const bug: Bug = {
  story: 'Master acknowledges a sync at once and stores it 300 ms later.',
  faults: [
    fault.replacedCode('system/master/data-sync-receiver.ts#DataSyncReceiver.receive', {
      old: 'const result = await this.#merge(sync, sender)',
      new: `const result = { added: [], updated: [], unchanged: 0 }; setTimeout(() => this.#merge(sync, sender).catch((error) => this.#telemetry.log.error('Could not store a sync.', { event: 'sync.failed', error })), 300)`,
    }),
  ],
  from: 'start',
  caughtBy: ['I9', 'I1'],
}

export default weather('what is acknowledged before it is stored is missed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 1,
    faults: ['kill:master?atMs=30200'],
    stormMs: 480000,
    fail: ['I9'],
    suspects: ['system/master/store-persistence.ts'],
  },
})
