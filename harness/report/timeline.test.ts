import { expect, test } from 'vitest'
import { RunRecord } from '../trace/run-record.ts'
import { episodesOf } from './timeline.ts'

test('an account is in an episode until its next one begins', () => {
  const begun = (at: number, accountId: string, name: string) =>
    ({
      glassbox: { at, kind: 'episode', accountId, episode: 1, name, title: name, by: 'play' },
    }) as const
  const record = RunRecord.from([
    begun(1000, 'acc-1', 'first'),
    begun(1200, 'acc-2', 'first'),
    begun(2000, 'acc-1', 'second'),
    { glassbox: { at: 3000, kind: 'step', text: 'the end' } },
  ])
  expect(
    episodesOf(record, 1000).map(({ accountId, name, startMs, endMs }) => [
      `${accountId} ${name}`,
      startMs,
      endMs,
    ]),
  ).toEqual([
    ['acc-1 first', 0, 1000],
    ['acc-2 first', 200, 2000],
    ['acc-1 second', 1000, 2000],
  ])
})
