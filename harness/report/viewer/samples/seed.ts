/** The main job: the silent sync failure, caught and explained, in four acts. */
import type { ReportAct, ReportFinding, ReportModel, Verdict } from '../../model.ts'
import { empty } from './empty.ts'
import { seedSuspects } from './suspects.ts'
import { SystemRun } from './system-run.ts'

const hops = ['page', 'interceptor', 'manager', 'snapshot', 'push', 'receiver', 'store']
const fault = 'brokenExport:system/shared/protocol/messages.ts#MessageTypes'

const acts = [
  { name: 'healthy', startMs: 0, endMs: 9800, broken: false },
  { name: 'broken', startMs: 9800, endMs: 21_400, broken: true },
  { name: 'stale module', startMs: 21_400, endMs: 31_200, broken: true },
  { name: 'restarted', startMs: 31_200, endMs: 42_600, broken: false },
] as const

const summaries = {
  healthy: 'All 12 items reached the store within 1.6 s of their page.',
  broken: 'The worker registers, beats and looks healthy; 12 items are read and none arrives.',
  'stale module': 'messages.ts is whole again on disk, but worker-1 still runs the old module.',
  restarted: 'After POST /api/v1/workers/worker-1/restart all 24 items arrive, the outage’s too.',
}

const items = Array.from({ length: 12 }, (_, index) => {
  const kind = ['content', 'comment', 'message'][index % 3] ?? 'content'
  return `${kind}:74120384756102938${String(47 + index)}`
})

function finding(act: string, evidence: string[]): ReportFinding {
  return {
    id: `I1-${act.replaceAll(' ', '-')}`,
    invariant: 'I1 nothing lost',
    title: 'a check',
    verdict: 'fail',
    hop: 'push',
    summary:
      'Sync stops between snapshot (12 items) and push (0): TypeError: Cannot read properties of ' +
      "undefined (reading 'WORKER_DATA_SYNC'), swallowed at account-data-manager.ts:133.",
    evidence,
    items,
    suspects: seedSuspects,
  }
}

function silent(act: string, evidence: string[]): ReportFinding {
  return {
    id: `I3-${act.replaceAll(' ', '-')}`,
    invariant: 'I3 no silent exception',
    title: 'a check',
    verdict: 'fail',
    hop: 'push',
    summary: `${evidence.length} exceptions were caught and dropped inside spans that ended well.`,
    evidence,
    items: [],
    suspects: seedSuspects.slice(1, 3),
  }
}

function act(given: (typeof acts)[number], evidence: string[]): ReportAct {
  const { name, startMs, endMs, broken } = given
  const read = name === 'restarted' ? 24 : 12
  const verdict: Verdict = broken ? 'fail' : 'pass'
  return {
    name,
    startMs,
    endMs,
    verdict,
    expected: verdict,
    asExpected: true,
    summary: summaries[name],
    funnel: hops.map((hop, index) => ({
      hop,
      items: broken && index >= 4 ? 0 : read,
      lost: broken && index === 4 ? items : [],
    })),
    findings: broken ? [finding(name, evidence), silent(name, evidence)] : [],
  }
}

function runActs(run: SystemRun): Map<string, string[]> {
  const evidence = new Map<string, string[]>()
  for (const { name, startMs, endMs, broken } of acts) {
    const begin = startMs + (broken && name === 'broken' ? 2600 : name === 'healthy' ? 1400 : 400)
    const from = [0, 1, 2].map((turn) => run.response('worker-1', begin + 300 + turn * 340, turn))
    const pushes: string[] = []
    for (let atMs = begin + 1500; atMs < endMs - 300; atMs += 1500) {
      const push = run.sync('worker-1', atMs, {
        items: name === 'restarted' ? 24 : 12,
        broken,
        from,
      })
      if (broken) pushes.push(push.spanId)
    }
    for (let atMs = begin; atMs < endMs; atMs += 1000) {
      run.maker.add({
        name: 'send worker:heartbeat',
        host: 'worker-1',
        startMs: atMs,
        durationMs: 4,
      })
      run.log(atMs + 2, 'master', 'debug', 'heartbeat of worker-1: 1 account, healthy')
    }
    evidence.set(name, pushes)
  }
  return evidence
}

function printed(run: SystemRun): void {
  run.log(420, 'master', 'stdout', 'master listens on 127.0.0.1:41873')
  run.log(1180, 'worker-1', 'info', 'connected to master, registered as worker-1 with 1 account')
  run.log(10_600, 'worker-1', 'stderr', '(node:4182) Warning: module reloaded after restart')
  run.log(12_180, 'worker-1', 'info', 'connected to master, registered as worker-1 with 1 account')
  run.log(
    31_420,
    'master',
    'warn',
    'restart of worker-1 was asked for over REST; asking it to leave',
  )
  run.log(32_000, 'worker-1', 'info', 'left: asked to (restart)')
  run.logs.sort((a, b) => a.atMs - b.atMs)
}

export function seedModel(): ReportModel {
  const run = new SystemRun()
  const evidence = runActs(run)
  printed(run)
  return {
    ...empty,
    title: 'the silent sync failure',
    scenario: 'sync/silent-sync-failure',
    durationMs: 43_100,
    verdict: 'pass',
    headline:
      'The silent sync failure was caught and explained: with MessageTypes not exported, sync stops between snapshot (12 items) and push (0), and only a restart brings the repaired module in.',
    command: 'npx glassbox run sync/silent-sync-failure --world processes --seed 7',
    acts: acts.map((each) => act(each, evidence.get(each.name) ?? [])),
    faults: [
      {
        fault,
        hosts: ['worker-1'],
        startMs: 9900,
        endMs: 21_500,
        loadedMs: [11_350],
        reachedMs: run.caught.map((caught) => caught.atMs - 0.4),
      },
    ],
    episodes: [
      {
        accountId: 'acc-1',
        name: 'first-visit',
        title: 'Four works, nine comments, three conversations',
        startMs: 1300,
        endMs: 24_000,
      },
      {
        accountId: 'acc-1',
        name: 'new-comment-and-message',
        title: 'A comment and a message more',
        startMs: 24_000,
        endMs: 43_000,
      },
    ],
    unasked: {
      count: 1,
      of: 58,
      statics: 2,
      first: [
        {
          exchange: 41,
          method: 'GET',
          url: 'https://creator.douyin.com/web/api/creator/message/list?cursor=20',
          episode: 'first-visit',
        },
      ],
    },
    lanes: [
      { host: 'master', lives: [life('master/5a1e', 180, 43_000, 'left')] },
      {
        host: 'worker-1',
        lives: [
          life('worker-1/0c77', 760, 10_350, 'left'),
          life('worker-1/9be2', 11_200, 32_000, 'left'),
          life('worker-1/41fd', 32_900, 42_800, 'left'),
        ],
      },
    ],
    spans: run.maker.spans,
    caught: run.caught,
    logs: run.logs,
    ledger: [
      row('master', 'master/5a1e', run.maker.spans.filter((s) => s.host === 'master').length),
      row('worker-1', 'worker-1/0c77', 52),
      row('worker-1', 'worker-1/9be2', 96),
      row('worker-1', 'worker-1/41fd', 61),
    ],
    notes: ['The 30 s sync timer ran 20 times as fast (timeScale 0.05).'],
  }
}

export function life(instance: string, startMs: number, endMs: number, end: 'left' | 'killed') {
  return { instance, startMs, endMs, end }
}

export function row(host: string, instance: string, spans: number) {
  const all = { started: spans, ended: spans, exported: spans, received: spans, stored: spans }
  return { host, instance, ...all, balanced: true, note: '' }
}
