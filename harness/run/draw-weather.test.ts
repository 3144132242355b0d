import { expect, test } from 'vitest'
import type { Gust } from '../scenario/weather.ts'
import { drawWeather } from './draw-weather.ts'

const workers = ['worker-1', 'worker-2']
const often: Gust = { fault: 'partition', perMinute: 60, forMs: [100, 9000] }
const draw = (gusts: readonly Gust[], seed = 1, stormMs = 60_000) =>
  drawWeather({ gusts, stormMs }, workers, seed)

test('the same seed draws the same faults, another seed others', () => {
  expect(draw([often])).toEqual(draw([often]))
  expect(draw([often], 2)).not.toEqual(draw([often]))
})

test('faults come in the order of their times, within the storm, and none outlasts it', () => {
  const drawn = draw([often, { fault: 'kill', perMinute: 30 }])
  const times = drawn.map(({ atMs }) => atMs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  for (const { atMs, forMs = 0, name } of drawn) {
    expect(atMs + forMs).toBeLessThanOrEqual(60_000)
    expect(forMs > 0).toBe(name === 'partition')
  }
})

test('over many seeds as many come as were to be expected', () => {
  const counts = Array.from({ length: 200 }, (_, seed) => draw([often], seed).length)
  const mean = counts.reduce((a, b) => a + b) / counts.length
  expect(mean).toBeGreaterThan(57)
  expect(mean).toBeLessThan(63)
})

test('every target is drawn: each link, each direction, Master and each worker', () => {
  const targets = (gust: Gust) => [...new Set(draw([gust], 3).map(({ target }) => target))].sort()
  expect(targets(often)).toEqual(['worker-1/master', 'worker-2/master'])
  expect(targets({ fault: 'oneWayCut', perMinute: 60 })).toEqual([
    'master>worker-1',
    'master>worker-2',
    'worker-1>master',
    'worker-2>master',
  ])
  const kill: Gust = { fault: 'kill', perMinute: 60 }
  expect(targets(kill)).toEqual(['master', 'worker-1', 'worker-2'])
  expect(targets({ ...kill, strikes: 'master' })).toEqual(['master'])
  expect(targets({ ...kill, strikes: 'workers' })).toEqual(['worker-1', 'worker-2'])
})

test('options are drawn from their ranges, whole numbers with both ends', () => {
  const drawn = draw([
    { fault: 'slowLink', perMinute: 120, forMs: [1, 1], options: { latencyMs: [5, 7] } },
  ])
  expect([...new Set(drawn.map(({ options }) => options.latencyMs))].sort()).toEqual([
    '5',
    '6',
    '7',
  ])
})

test('a fault that does not exist is refused with the names of those that do', () => {
  expect(() => draw([{ fault: 'rain', perMinute: 60 }])).toThrow(/no fault rain .* partition/)
})

test('one kind of weather does not change what another draws', () => {
  const alone = draw([often]).filter(({ name }) => name === 'partition')
  const both = draw([often, { fault: 'kill', perMinute: 30 }])
  expect(both.filter(({ name }) => name === 'partition')).toEqual(alone)
})
