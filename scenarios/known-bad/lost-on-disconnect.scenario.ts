/**
 * A sync that was made incremental: an item counts as delivered once it was put into a snapshot,
 * and later snapshots leave it out. What is lost with a connection, or was to go out while there
 * was none, never comes again (shared/reference/sync-bugs.md, emit-counted-as-delivery).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

const items = 'system/worker/platforms/base/item-collections.ts'

export const bug: Bug = {
  story: 'The worker counts an item as delivered when it is sent, not when it is acknowledged.',
  faults: [
    fault.replacedCode(`${items}#KeyedItems.all`, {
      old: 'Array.from(this.#items.values(), ({ item }) => item)',
      new: '[...this.#items.values()].filter((held) => !held.sent && (held.sent = true)).map(({ item }) => item)',
    }),
  ],
  from: 'start',
  caughtBy: ['I1'],
}

export default weather('what a worker only believes delivered is missed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 1,
    faults: ['partition:worker-2/master?atMs=1125&forMs=34294'],
    stormMs: 35419,
    fail: ['I1'],
  },
})
