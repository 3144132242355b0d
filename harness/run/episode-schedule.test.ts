import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RecordingError } from '../replay/recording.ts'
import { EpisodeSchedule } from './episode-schedule.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function testSchedule(refused?: string) {
  const played: string[] = []
  const schedule = new EpisodeSchedule({
    playback: {
      play(name, account) {
        if (name === refused) throw new RecordingError(`not ${name}`)
        played.push(`${name} for ${account ?? 'all'}`)
      },
    },
    onProblem: (text) => played.push(text),
    schedule: [
      { atMs: 0, play: 'first' },
      { atMs: 500, play: 'second', account: 'acc-2' },
      { atMs: 900, play: 'third' },
    ],
  })
  return { schedule, played }
}

test('each episode is played at its time since the system started', () => {
  const { schedule, played } = testSchedule()
  vi.advanceTimersByTime(5000)
  expect(played).toEqual([])
  schedule.begin()
  vi.advanceTimersByTime(499)
  expect(played).toEqual(['first for all'])
  vi.advanceTimersByTime(401)
  expect(played).toEqual(['first for all', 'second for acc-2', 'third for all'])
  expect(schedule.end()).toEqual([])
})

test('what cannot be played after all is told, and the rest is played', () => {
  const { schedule, played } = testSchedule('second')
  schedule.begin()
  vi.advanceTimersByTime(1000)
  expect(played).toEqual(['first for all', 'not second', 'third for all'])
})

test('once it is over nothing is played any more, and it says what was not', () => {
  const { schedule, played } = testSchedule()
  schedule.begin()
  vi.advanceTimersByTime(1)
  expect(schedule.end().map(({ play }) => play)).toEqual(['second', 'third'])
  vi.advanceTimersByTime(5000)
  expect(played).toEqual(['first for all'])
  expect([vi.getTimerCount(), schedule.end()]).toEqual([0, []])
})
