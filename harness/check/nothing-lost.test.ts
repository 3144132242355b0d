import { describe, expect, test } from 'vitest'
import { recordOf, run, served, spanLine, state } from '../trace/make-record.ts'
import { nothingLost } from './nothing-lost.ts'

const window = { fromMs: 0, toMs: 100 }
const hop = (name: string, items: string[], error = false) =>
  spanLine({ name, items, error, startMs: 20 })

test('what was shown and is stored is kept', () => {
  const record = recordOf(
    run,
    served(['comment:1']),
    hop('data.upsert', ['comment:1']),
    state(['comment:1']),
  )
  const judged = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  expect(judged).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('an item that vanishes is a finding between its last hop and the next', () => {
  const record = recordOf(
    run,
    served(['comment:1', 'comment:2']),
    hop('data.upsert', ['comment:1', 'comment:2']),
    hop('sync.snapshot', ['comment:1', 'comment:2']),
    hop('sync.push', ['comment:1']),
    state(['comment:1']),
  )
  const { verdict, findings } = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  expect(verdict).toBe('fail')
  expect(findings).toMatchObject([
    { hop: 'sync.snapshot', nextHop: 'sync.push', items: ['comment:2'], basis: 'observed' },
  ])
  expect(findings[0]?.summary).toBe(
    'Sync stops between sync.snapshot (2 items) and sync.push (1): 1 item never arrived.',
  )
})

test('a span that ended in error passed nothing on', () => {
  const record = recordOf(
    run,
    served(['comment:1']),
    hop('sync.snapshot', ['comment:1']),
    hop('sync.push', ['comment:1'], true),
    state([]),
  )
  const { findings } = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  expect(findings[0]).toMatchObject({ hop: 'sync.snapshot', nextHop: 'sync.push' })
})

test('spans that claim an item arrived do not outweigh what Master shows', () => {
  const record = recordOf(run, served(['comment:1']), hop('store.merge', ['comment:1']), state([]))
  expect(nothingLost.judge({ record, window, final: true, graceMs: 0 }).verdict).toBe('fail')
})

test('an item that no page showed is a finding', () => {
  const record = recordOf(run, served(['comment:1']), state(['comment:1', 'comment:9']))
  const { findings } = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  expect(findings).toMatchObject([{ items: ['comment:9'], verdict: 'fail' }])
})

test('what was shown within the grace may still be under way, unless all is over', () => {
  const record = recordOf(
    run,
    served(['comment:1'], 10),
    served(['comment:2'], 80),
    state(['comment:1']),
  )
  const judge = (final: boolean) =>
    nothingLost.judge({ record, window, final, graceMs: 50 }).verdict
  expect(judge(false)).toBe('pass')
  expect(judge(true)).toBe('fail')
})

test('nothing shown is unknown, not pass', () => {
  const record = recordOf(run, state([]))
  expect(nothingLost.judge({ record, window, final: true, graceMs: 0 }).verdict).toBe('unknown')
})

test('a trace from elsewhere is judged by its spans alone', () => {
  const record = recordOf(
    hop('interceptor.handle', ['comment:1']),
    hop('data.upsert', ['comment:1']),
  )
  const { findings } = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  expect(findings).toMatchObject([{ hop: 'data.upsert', basis: 'telemetry' }])
})

describe('accounts that play the same recording', () => {
  const both = ['comment:1', 'comment:2']
  const [one, two] = [{ 'hiscrm.account.id': 'acc-1' }, { 'hiscrm.account.id': 'acc-2' }]
  const shown = [run, served(both), served(both, 6, 'acc-2')]
  const span = (name: string, items: string[], attributes: Record<string, string>) =>
    spanLine({ name, items, attributes, startMs: 20 })
  const judge = (...lines: Parameters<typeof recordOf>) =>
    nothingLost.judge({ record: recordOf(...lines), window, final: true, graceMs: 0 })

  test('do not hide each other’s losses, and each is counted', () => {
    const { examined, findings } = judge(
      ...shown,
      span('sync.snapshot', both, one),
      span('sync.push', both, one),
      span('sync.snapshot', both, two),
      span('sync.push', ['comment:1'], two),
      state(both),
      state(['comment:1'], 90, 'acc-2'),
    )
    expect(examined).toBe(4)
    expect(findings).toMatchObject([{ items: ['comment:2'], hop: 'sync.snapshot' }])
    expect(findings[0]?.summary).toBe(
      'Sync stops between sync.snapshot (2 items) and sync.push (1): 1 item of acc-2 never arrived.',
    )
    expect(findings[0]?.evidence).toHaveLength(1)
  })

  test('that lose in the same place are one finding, which names both', () => {
    const { findings } = judge(...shown, state([]), state(['comment:1'], 90, 'acc-2'))
    expect(findings.map(({ summary }) => summary)).toEqual([
      'Sync stops between page (4 items) and page.response (0): 3 items of acc-1 and acc-2 never arrived.',
    ])
    expect(findings[0]?.items).toEqual(['acc-1 comment:1', 'acc-1 comment:2', 'acc-2 comment:2'])
  })

  test('do not vouch for what Master holds of another', () => {
    const { findings } = judge(
      run,
      served(both),
      served(['comment:1'], 6, 'acc-2'),
      state(both),
      state(both, 90, 'acc-2'),
    )
    expect(findings.map(({ summary }) => summary)).toEqual([
      'Master holds 1 item of acc-2 that no page showed to it: comment:2.',
    ])
  })

  test('are told apart by a parent’s account where a span lacks its own', () => {
    const { findings } = judge(
      ...shown,
      spanLine({ name: 'sync.snapshot', id: 'a1', attributes: two, items: both }),
      spanLine({ name: 'sync.push', parent: 'a1', items: both }),
      state(both),
      state([], 90, 'acc-2'),
    )
    expect(findings).toMatchObject([{ hop: 'sync.push', nextHop: 'socket.emit' }])
    expect(findings[0]?.evidence).toHaveLength(1)
  })
})

test('a thousand accounts take no longer than their items', () => {
  const accounts = Array.from({ length: 1000 }, (_, n) => `acc-${n}`)
  const items = Array.from({ length: 30 }, (_, n) => `comment:${n}`)
  const lines = accounts.flatMap((account) => [
    served(items, 5, account),
    spanLine({ name: 'sync.push', items, attributes: { 'hiscrm.account.id': account } }),
    state([], 90, account),
  ])
  const record = recordOf(run, ...lines)
  const beganMs = performance.now()
  const { findings } = nothingLost.judge({ record, window, final: true, graceMs: 0 })
  // Some 30 ms; if every account were compared with every other, it would be minutes.
  expect(performance.now() - beganMs).toBeLessThan(2000)
  expect(findings.map(({ summary }) => summary)).toEqual([
    'Sync stops between sync.push (30000 items) and socket.emit (0): 30000 items of 1000 accounts (acc-0, acc-1, acc-2, …) never arrived.',
  ])
})
