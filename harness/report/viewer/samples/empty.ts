import type { ReportModel } from '../../model.ts'

/** A run of which nothing arrived; also what the other samples start from. */
export const empty: ReportModel = {
  title: 'healthy sync',
  scenario: 'sync/healthy',
  world: 'processes',
  seed: 7,
  startedAt: '2026-11-24T06:47:12.000Z',
  durationMs: 9400,
  verdict: 'unknown',
  headline: 'Not one span was received, so nothing can be said of this run.',
  command: 'npx glassbox run sync/healthy --world processes --seed 7',
  acts: [],
  findings: [],
  faults: [],
  episodes: [],
  lanes: [],
  spans: [],
  caught: [],
  logs: [],
  ledger: [],
  notes: ['The receiver got no request; the processes ended before they sent anything.'],
}
