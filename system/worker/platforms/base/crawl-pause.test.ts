import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CrawlPause } from './crawl-pause.ts'
import { PageProblem } from './page-problem.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const wall = new PageProblem('login_required', 'Log in.')

/** How long a pause lasts that begins now. */
function lengthMs(pause: CrawlPause, problem = wall): number {
  const beganMs = Date.now()
  pause.begin(problem)
  while (pause.problem !== undefined) vi.setSystemTime(Date.now() + 1000)
  return Date.now() - beganMs
}

test('each pause is twice as long, up to eight intervals, until a round is free again', () => {
  const pause = new CrawlPause(60_000)
  expect(pause.problem).toBeUndefined()
  const lengths = Array.from({ length: 5 }, () => lengthMs(pause) / 60_000)
  expect(lengths).toEqual([1, 2, 4, 8, 8])
  pause.end()
  expect(lengthMs(pause)).toBe(60_000)
})

test('a pause is as long as the platform asks, and says what it is for', () => {
  const pause = new CrawlPause(1000)
  const limited = new PageProblem('rate_limited', '429', { retryAfterMs: 30_000 })
  expect(lengthMs(pause, limited)).toBe(30_000)
  pause.begin(limited)
  expect(pause.problem).toBe('rate_limited')
})

test('pauses differ by a fifth', () => {
  vi.mocked(Math.random).mockReturnValue(0)
  expect(lengthMs(new CrawlPause(10_000))).toBe(8000)
  vi.mocked(Math.random).mockReturnValue(0.999)
  expect(lengthMs(new CrawlPause(10_000))).toBe(12_000)
})
