import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../check/finding.ts'
import type { CaughtEntry } from '../journal/entry.ts'
import { recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { suspectsOf } from './diagnose.ts'
import { Sources } from './source.ts'

const messages = `export const WORKER_DATA_SYNC = 'worker:data:sync'
export const MessageTypes = { WORKER_DATA_SYNC }
`
const pusher = `import { MessageTypes } from '../shared/messages.ts'
export class Pusher {
  push() {
    return span('sync.push', () => MessageTypes.WORKER_DATA_SYNC)
  }
}
`
const words = "Cannot read properties of undefined (reading 'WORKER_DATA_SYNC')"
const stack = `TypeError: ${words}
    at file:///app/system/worker/pusher.ts:4:50
    at async Manager.sync (system/worker/manager.ts:9:3)`

const caught = (at: number, fate: Partial<CaughtEntry> = {}): CaughtEntry => ({
  at,
  kind: 'caught',
  instance: 'w',
  site: { file: 'system/worker/manager.ts', line: 11, function: 'Manager.sync' },
  error: { type: 'TypeError', message: words, stack },
  outcome: 'continued',
  leftAt: at + 1,
  ...fate,
})
const finding: Finding = {
  invariant: 'I1',
  verdict: 'fail',
  hop: 'sync.snapshot',
  nextHop: 'sync.push',
  summary: 'Sync stops.',
  evidence: [],
  items: ['comment:1'],
  atMs: 90,
  instance: 'w',
  basis: 'observed',
}

function suspects(
  lines: Parameters<typeof recordOf>,
  healthy: { fromMs: number; toMs: number }[] = [],
) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-test-'))
  const files = { 'system/shared/messages.ts': messages, 'system/worker/pusher.ts': pusher }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true })
    writeFileSync(join(folder.path, file), text)
  }
  const record = recordOf(run, started('w', 'worker-1'), ...lines)
  const sources = new Sources(folder.path)
  return suspectsOf(finding, { record, sources, window: { fromMs: 50, toMs: 100 }, healthy })
}

test('an undefined import leads to the export, then to the line that threw, then to the catch', () => {
  const [origin, thrower, clause] = suspects([caught(60), caught(70)])
  expect(origin).toMatchObject({
    file: 'system/shared/messages.ts',
    line: 2,
    function: 'MessageTypes',
  })
  expect(origin?.reason).toBe(
    `\`MessageTypes\`, exported here, is undefined where system/worker/pusher.ts:4 uses it: \`TypeError: ${words}\`, 2 times.`,
  )
  expect(thrower).toMatchObject({
    file: 'system/worker/pusher.ts',
    line: 4,
    function: 'Pusher.push',
  })
  expect(thrower?.reason).toContain('swallowed at system/worker/manager.ts:11')
  expect(clause).toMatchObject({
    file: 'system/worker/manager.ts',
    line: 11,
    function: 'Manager.sync',
  })
})

test('what was thrown in a healthy stretch too is no suspect', () => {
  const found = suspects([caught(10), caught(60)], [{ fromMs: 0, toMs: 50 }])
  expect(found.map((s) => s.file)).not.toContain('system/shared/messages.ts')
})

test('an exception that only a span recorded is found as well', () => {
  const found = suspects([
    spanLine({
      name: 'sync.push',
      startMs: 60,
      error: true,
      exception: { type: 'TypeError', message: words, stack },
    }),
  ])
  expect(found[0]).toMatchObject({ file: 'system/shared/messages.ts', line: 2 })
})

test('where nothing was thrown, the code of the next hop is the first suspect', () => {
  expect(suspects([])[0]).toMatchObject({ file: 'system/worker/pusher.ts', line: 4, score: 0.2 })
})

test('an exception that says what is wrong with a page comes after all others', () => {
  const visit = 'system/worker/platforms/base/page-visit.ts'
  const message = 'Sync stops.'
  const told = spanLine({
    name: 'sync.push',
    startMs: 60,
    error: true,
    attributes: { 'hiscrm.page.problem': 'incomplete' },
    exception: {
      type: 'PageProblem',
      message,
      stack: `PageProblem: ${message}\n    at told (${visit}:158:11)`,
    },
  })
  const alone = suspects([told])
  expect(alone.map(({ file }) => file)).toEqual(['system/worker/pusher.ts', visit])
  const files = suspects([told, caught(60)]).map(({ file }) => file)
  expect(files.indexOf(visit)).toBe(files.length - 1)
  expect(files[0]).toBe('system/shared/messages.ts')
})

test('a stack that points outside the system leads nowhere', () => {
  const error = {
    type: 'Error',
    message: 'x',
    stack: 'Error: x\n at y (file:///app/system/../../etc/passwd.ts:1:1)',
  }
  expect(suspects([caught(60, { error })]).every((s) => s.file.startsWith('system/'))).toBe(true)
})
