import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PeriodicTask } from './periodic-task.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first run comes at once, or after one interval', async () => {
  const work = vi.fn(async () => undefined)
  const late = new PeriodicTask(100, work, () => undefined)
  late.start('after one interval')
  await vi.advanceTimersByTimeAsync(99)
  expect(work).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(201)
  expect(work).toHaveBeenCalledTimes(3)
  await late.stop()
  const now = new PeriodicTask(100, work, () => undefined)
  now.start('at once')
  expect(work).toHaveBeenCalledTimes(4)
  await now.stop()
})

test('a tick during a run makes one more run right after, never two at a time', async () => {
  let running = 0
  let most = 0
  const starts: number[] = []
  const task = new PeriodicTask(
    100,
    async () => {
      starts.push(Date.now())
      running += 1
      most = Math.max(most, running)
      // On purpose: the work takes this long, in fake time.
      await new Promise((resolve) => setTimeout(resolve, 250))
      running -= 1
    },
    () => undefined,
  )
  const begin = Date.now()
  task.start('at once')
  await vi.advanceTimersByTimeAsync(600)
  expect(starts.map((at) => at - begin)).toEqual([0, 250, 500])
  expect(most).toBe(1)
  const stopped = task.stop()
  await vi.advanceTimersByTimeAsync(1000)
  await stopped
  expect(starts).toHaveLength(3)
})

test('a run that fails is told, and the next tick comes all the same', async () => {
  const failures: unknown[] = []
  const work = vi.fn(async () => {
    throw new Error('broken')
  })
  const task = new PeriodicTask(100, work, (error) => failures.push(error))
  task.start('at once')
  await vi.advanceTimersByTimeAsync(200)
  expect(work).toHaveBeenCalledTimes(3)
  expect(failures).toHaveLength(3)
  await task.stop()
})
