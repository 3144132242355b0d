/** One sample for each verdict, made from the seed sample. */
import type { ReportModel } from '../../model.ts'
import { life, row, seedModel } from './seed.ts'

/** `run sync/healthy --fault …`: the same bug, not expected. */
export function failModel(): ReportModel {
  const seed = seedModel()
  const broken = seed.acts.filter((act) => act.name === 'broken')
  return {
    ...seed,
    title: 'healthy sync',
    scenario: 'sync/healthy',
    verdict: 'fail',
    headline:
      'Sync stops between snapshot (12 items) and push (0); 12 items never reach the store.',
    command:
      'npx glassbox run sync/healthy --world processes --seed 7 --fault brokenExport:system/shared/protocol/messages.ts#MessageTypes',
    acts: broken.map((act) => ({ ...act, name: 'sync', expected: 'pass', asExpected: false })),
    findings: broken.flatMap((act) => act.findings),
  }
}

export function passModel(): ReportModel {
  const seed = seedModel()
  return {
    ...seed,
    title: 'healthy sync',
    scenario: 'sync/healthy',
    durationMs: 9800,
    headline: 'All 12 items of 3 pages reached the store, the last 1.6 s after its page.',
    command: 'npx glassbox run sync/healthy --world processes --seed 7',
    acts: seed.acts.slice(0, 1),
    faults: [],
    episodes: [],
    lanes: [
      { host: 'master', lives: [life('master/5a1e', 180, 9700, 'left')] },
      { host: 'worker-1', lives: [life('worker-1/0c77', 760, 9600, 'left')] },
    ],
    spans: seed.spans.filter((span) => span.startMs < 9800),
    logs: seed.logs.filter((log) => log.atMs < 9800),
    caught: [],
    ledger: [row('master', 'master/5a1e', 15), row('worker-1', 'worker-1/0c77', 52)],
    notes: [],
  }
}

export function unknownModel(): ReportModel {
  const pass = passModel()
  const act = pass.acts.map((each) => ({
    ...each,
    verdict: 'unknown' as const,
    asExpected: false,
    summary: 'Items arrived, but a tenth of the spans did not: nothing vouches for the rest.',
  }))
  return {
    ...pass,
    verdict: 'unknown',
    headline: '37 spans of worker-1 were exported and never received, so the run proves nothing.',
    acts: act,
    lanes: [
      { host: 'master', lives: [life('master/5a1e', 180, 9700, 'left')] },
      { host: 'worker-1', lives: [life('worker-1/0c77', 760, 7100, 'killed')] },
    ],
    ledger: [
      row('master', 'master/5a1e', 15),
      {
        host: 'worker-1',
        instance: 'worker-1/0c77',
        started: 412,
        ended: 412,
        exported: 412,
        received: 375,
        stored: 375,
        balanced: false,
        note: '37 of 412 exported spans were never received; the receiver answered 400 twice.',
      },
      {
        host: 'worker-1',
        instance: 'worker-1/77aa',
        started: null,
        ended: null,
        exported: null,
        received: 3,
        stored: 3,
        balanced: false,
        note: 'The process was lost before it could say what it had started.',
      },
    ],
  }
}
