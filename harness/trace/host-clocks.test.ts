import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { recordOf, run, spanLine, started } from './make-record.ts'

const clock = (at: number, aheadMs: number, ppm = 0): Entry => ({
  at,
  kind: 'clock',
  host: 'worker-1',
  aheadMs,
  ppm,
})
const at = (startMs: number, endMs = startMs + 1) => spanLine({ name: 'a', startMs, endMs })
const times = (...lines: Parameters<typeof recordOf>) =>
  recordOf(run, started('w', 'worker-1'), ...lines).spans.map((s) => [s.startMs, s.endMs])

test('spans of a clock that jumped forward have their true times', () => {
  expect(times(at(100), clock(200, 5000), at(5300), at(5400))).toEqual([
    [100, 101],
    [300, 301],
    [400, 401],
  ])
})

test('a span over a jump ends as long after its start as its process counted', () => {
  expect(times(clock(200, 5000), at(150, 250), at(5300))).toEqual([
    [150, 250],
    [300, 301],
  ])
})

test('times that a clock shows twice are told apart by the order of things', () => {
  expect(times(at(900), clock(1000, -500), at(980), at(600), at(700), at(1200))).toEqual([
    [900, 901],
    [980, 981],
    [1100, 1101],
    [1200, 1201],
    [1700, 1701],
  ])
})

test('a clock that drifts is followed', () => {
  const [span = []] = times(clock(1000, 0, 100_000), at(2100, 2210))
  expect(span[0]).toBeCloseTo(2000)
  expect(span[1]).toBeCloseTo(2100)
})

test('who has a good clock is believed', () => {
  const record = recordOf(run, started('m', 'master'), clock(200, 5000), {
    ...spanLine({ name: 'a', instance: 'm', startMs: 5300 }),
  })
  expect(record.spans[0]?.startMs).toBe(5300)
})

test('where spans come in the moment they end, what comes after a jump back ended after it', () => {
  if (run.kind !== 'run') throw new Error('The entry of a run is none.')
  const direct: Entry = { ...run, direct: true }
  const { spans } = recordOf(
    direct,
    started('w', 'worker-1'),
    at(900),
    clock(1000, -500),
    at(980),
    at(990, 1600),
  )
  expect(spans.map((s) => [s.startMs, s.endMs])).toEqual([
    [900, 901],
    [1480, 1481],
    [990, 1600],
  ])
})
