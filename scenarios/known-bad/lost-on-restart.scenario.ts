/**
 * Master writes to its database in the background, to be quick; what it has acknowledged in the
 * last minutes is only in its memory (shared/reference/sync-bugs.md, memory-only-until-5min-flush).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

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

export default weather('what Master forgets with its process is missed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 7,
    faults: ['kill:master?atMs=31344'],
    stormMs: 31344,
    fail: ['I9'],
    suspects: ['system/master/store-persistence.ts'],
  },
})
