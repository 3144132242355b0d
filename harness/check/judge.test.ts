import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { recordOf, run, served, spanLine, started, state } from '../trace/make-record.ts'
import { everySendReceived } from './every-send-received.ts'
import { faultsTookEffect } from './faults-took-effect.ts'
import { judge } from './judge.ts'
import { noCrash } from './no-crash.ts'
import { nothingLost } from './nothing-lost.ts'
import { recordingCovers } from './recording-covers.ts'
import { storyTold } from './story-told.ts'

const window = { fromMs: 0, toMs: 100 }
const send = spanLine({ name: 'socket.emit', attributes: { 'messaging.operation.type': 'send' } })
const lost: Entry = {
  at: 90,
  kind: 'process',
  instance: 'w',
  host: 'worker-1',
  pid: 7,
  phase: 'lost',
}
const ended = (detail: string): Entry => ({
  at: 90,
  kind: 'process',
  instance: 'w',
  host: 'worker-1',
  pid: 7,
  phase: 'left',
  detail,
})
const fault = (phase: 'planted' | 'loaded' | 'reached'): Entry => ({
  at: 3,
  kind: 'fault',
  fault: 'brokenExport:system/x.ts#y',
  hosts: ['worker-1'],
  phase,
})

const disk = (host: string, at: number, phase: 'planted' | 'healed'): Entry => ({
  at,
  kind: 'fault',
  fault: `diskFailure:${host}?forMs=80`,
  hosts: [host],
  phase,
})
const uncaught: Entry = {
  at: 90,
  kind: 'uncaught',
  instance: 'w',
  origin: 'uncaughtException',
  error: { type: 'Error', message: 'EIO' },
}

test('a lost span does not read as a lost message', () => {
  const record = recordOf(run, started('w', 'worker-1'), send)
  const judged = judge({ record, window, final: true, graceMs: 0 }, [everySendReceived])
  expect(judged.verdict).toBe('unknown')
  expect(judged.findings[0]?.summary).toContain('Telemetry was lost')
})

test('a loss that the harness saw itself stands without telemetry', () => {
  const record = recordOf(run, started('w', 'worker-1'), send, served(['comment:1']), state([]))
  expect(judge({ record, window, final: true, graceMs: 0 }, [nothingLost]).verdict).toBe('fail')
})

test.each([
  ['a fault that nobody loaded', faultsTookEffect, [fault('planted')], 'unknown'],
  [
    'a fault that was loaded and never reached',
    faultsTookEffect,
    [fault('planted'), fault('loaded')],
    'unknown',
  ],
  ['a fault that was reached', faultsTookEffect, [fault('planted'), fault('reached')], 'pass'],
  ['a process that was lost', noCrash, [started('w', 'worker-1'), lost], 'fail'],
  ['a process that failed', noCrash, [started('w', 'worker-1'), ended('exit code 1')], 'fail'],
  [
    'a process that failed while its own disk did',
    noCrash,
    [started('w', 'worker-1'), disk('worker-1', 3, 'planted'), ended('exit code 1')],
    'pass',
  ],
  [
    'a process that failed after its disk was well again',
    noCrash,
    [
      started('w', 'worker-1'),
      disk('worker-1', 3, 'planted'),
      disk('worker-1', 89, 'healed'),
      ended('exit code 1'),
    ],
    'fail',
  ],
  [
    'a process that failed while another’s disk did',
    noCrash,
    [started('w', 'worker-1'), disk('master', 3, 'planted'), ended('exit code 1')],
    'fail',
  ],
  [
    'a process that was lost while its disk failed',
    noCrash,
    [started('w', 'worker-1'), disk('worker-1', 3, 'planted'), lost],
    'fail',
  ],
  [
    'an exception that nothing caught while the disk failed',
    noCrash,
    [started('w', 'worker-1'), disk('worker-1', 3, 'planted'), uncaught],
    'fail',
  ],
  ['a process that left', noCrash, [started('w', 'worker-1'), ended('exit code 0')], 'pass'],
  ['a process that lives', noCrash, [started('w', 'worker-1')], 'pass'],
  ['no process', noCrash, [], 'unknown'],
  [
    'an unrecorded request',
    recordingCovers,
    [{ at: 5, kind: 'unserved', accountId: 'acc-1', method: 'GET', url: 'https://x/' } as const],
    'fail',
  ],
  ['recorded requests', recordingCovers, [served([])], 'pass'],
  ['no request', recordingCovers, [], 'unknown'],
  [
    'a story that waited in vain',
    storyTold,
    [{ at: 5, kind: 'problem', about: 'story', text: 'It waited.' } as const],
    'unknown',
  ],
  [
    'a story that came to its end',
    storyTold,
    [{ at: 5, kind: 'step', text: 'done' } as const],
    'pass',
  ],
] as const)('%s is judged', (_, invariant, lines, verdict) => {
  const record = recordOf(run, ...lines)
  expect(judge({ record, window, final: true, graceMs: 0 }, [invariant]).verdict).toBe(verdict)
})

test('the funnel counts the items of every account', () => {
  const record = recordOf(
    run,
    served(['comment:1'], 5),
    served(['comment:1'], 6, 'acc-2'),
    state([]),
  )
  const { funnel } = judge({ record, window, final: true, graceMs: 0 }, [nothingLost])
  expect(funnel).toEqual([
    { hop: 'page', items: 2 },
    { hop: 'state', items: 0 },
  ])
})
