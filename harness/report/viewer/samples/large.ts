import type { ReportModel, ReportSpan } from '../../model.ts'
import { passModel } from './states.ts'
import { SystemRun } from './system-run.ts'

/** A run of `spans` spans: one trace of 4,000 (or half of them), the rest in small ones. */
export function largeModel(spans = 10_000): ReportModel {
  const pass = passModel()
  const run = new SystemRun()
  const crawl = run.maker.add({
    name: 'crawl.account',
    host: 'worker-1',
    startMs: 0,
    durationMs: 9000,
  })
  let parent: ReportSpan = crawl
  for (let number = 1; number < Math.min(4000, spans / 2); number += 1) {
    const startMs = number * 2
    const child = run.maker.add({
      name: `page.scroll ${number}`,
      host: number % 7 === 0 ? 'master' : 'worker-1',
      startMs,
      durationMs: 30 + (number % 11) * 9,
      parent: number % 5 === 0 ? crawl : parent,
      attributes: { 'scroll.top': number * 640, 'sample.text': `第 ${number} 屏` },
    })
    parent = number % 5 === 0 ? crawl : child
  }
  for (let turn = 0; run.maker.spans.length < spans; turn += 1) {
    const atMs = (turn * 13) % 9000
    const from = [run.response('worker-1', atMs, turn)]
    run.sync('worker-1', atMs + 100, { items: 12, broken: false, from })
  }
  return {
    ...pass,
    scenario: 'sync/ten-thousand-spans',
    headline: 'A long run: many spans, nothing lost.',
    spans: run.maker.spans.slice(0, spans),
    logs: run.logs.toSorted((a, b) => a.atMs - b.atMs),
  }
}
