import { expect, test } from 'vitest'
import { checkSchedule, type Episodes, scheduleOf } from './episodes.ts'
import { weather as weatherOf } from './scenario.ts'

const manifest = {
  name: 'sample',
  episodes: ['first', 'second', 'third'].map((name) => ({ name, title: name })),
}
const check = (episodes: Episodes) => () =>
  checkSchedule({ episodes }, manifest, ['acc-1', 'acc-2'])

test('a schedule is played by time, whatever the order it is written in', () => {
  const schedule = [
    { atMs: 2000, play: 'third' },
    { atMs: 0, play: 'second', account: 'acc-2' },
  ]
  expect(check(schedule)).not.toThrow()
  expect(scheduleOf({ episodes: schedule }).map(({ play }) => play)).toEqual(['second', 'third'])
  expect(scheduleOf({ episodes: 'on demand' })).toEqual([])
})

test.each([
  [[{ atMs: 5, play: 'monday' }], 'does not have it. Play one of these: first, second, third.'],
  [[{ atMs: -1, play: 'second' }], '"second" cannot be played at -1 ms: give milliseconds'],
  [[{ atMs: Number.NaN, play: 'second' }], 'cannot be played at NaN ms'],
  [[{ atMs: 86_400_000, play: 'second' }], 'from 0 to below 86400000.'],
  [[{ atMs: 1, play: 'second', account: 'acc-3' }], 'Name one of these: acc-1, acc-2.'],
  [
    [
      { atMs: 1, play: 'third', account: 'acc-2' },
      { atMs: 2, play: 'second' },
    ],
    '"second" cannot be played at 2 ms: by then acc-2 has a later one',
  ],
])('%j is refused with a sentence', (episodes, sentence) => {
  expect(check(episodes)).toThrow(sentence)
})

test('in weather all is played before the storm ends', () => {
  const { weather } = weatherOf('w', {
    topology: { workers: 1, accounts: 1 },
    recording: 'sample',
    stormMs: 2000,
    catchUpMs: 1,
    calmMs: 1,
    gusts: [],
    reaches: [],
  })
  const at = (atMs: number) => () =>
    checkSchedule({ episodes: [{ atMs, play: 'second' }], weather }, manifest, ['acc-1'])
  expect(at(1999)).not.toThrow()
  expect(at(2000)).toThrow('from 0 to below 2000, when the storm ends.')
})

test('accounts may be at different places', () => {
  const apart = [
    { atMs: 1, play: 'third', account: 'acc-2' },
    { atMs: 2, play: 'second', account: 'acc-1' },
  ]
  expect(check(apart)).not.toThrow()
})
