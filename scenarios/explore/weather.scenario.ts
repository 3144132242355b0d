/** Whatever the weather, the healthy system keeps every invariant once all faults have healed. */
import { weather } from '../../harness/index.ts'
import { everyWeather } from './every-weather.ts'

export default weather('in any weather nothing is lost, and all recovers', {
  ...everyWeather,

  reaches: [
    {
      name: 'Master died and lived again',
      seenIn: (record) => lives(record.entries('process'), 'master') > 1,
    },
    {
      name: 'a worker died and lived again',
      seenIn: (record) =>
        lives(record.entries('process'), 'worker-1') > 1 ||
        lives(record.entries('process'), 'worker-2') > 1,
    },
    {
      name: 'a living worker registered anew',
      seenIn: (record) => {
        const seen = record.spansNamed('worker.register').map(({ instance }) => instance)
        return new Set(seen).size < seen.length
      },
    },
    {
      name: 'a sync failed, and a later one of the same process came through',
      seenIn: (record) => {
        const syncs = record.spansNamed('sync.push')
        return syncs.some(
          (failed) =>
            failed.status === 'error' &&
            syncs.some(
              (other) =>
                other.instance === failed.instance &&
                other.status !== 'error' &&
                other.startMs > failed.endMs,
            ),
        )
      },
    },
    {
      name: 'Master stored what the worker never learned was stored',
      seenIn: (record) =>
        record
          .spansNamed('sync.push')
          .some((push) => push.status === 'error' && merged(record, push)),
    },
  ],
})

function lives(entries: readonly { host: string; phase: string }[], host: string): number {
  return entries.filter((entry) => entry.host === host && entry.phase === 'started').length
}

type Record = Parameters<Parameters<typeof weather>[1]['reaches'][number]['seenIn']>[0]
type Span = ReturnType<Record['spansNamed']>[number]

function merged(record: Record, span: Span): boolean {
  return record
    .children(span)
    .some(
      (child) =>
        (child.name === 'store.merge' && child.status !== 'error') || merged(record, child),
    )
}
