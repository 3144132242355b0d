import { expect, test } from 'vitest'
import { recordOf, run, spanLine } from '../trace/make-record.ts'
import { onceOnly } from './once-only.ts'

const received = (messageId: string, startMs: number, refusal?: string, instance = 'm') =>
  spanLine({
    name: 'master.receive',
    instance,
    startMs,
    items: ['comment:1'],
    attributes: {
      'messaging.operation.type': 'process',
      'messaging.message.id': messageId,
      'hiscrm.message.type': 'worker:data:sync',
      ...(refusal === undefined ? {} : { 'hiscrm.message.refusal': refusal }),
    },
  })
const question = (...lines: Parameters<typeof recordOf>) => ({
  record: recordOf(run, ...lines),
  window: { fromMs: 0, toMs: 100 },
  final: true,
  graceMs: 0,
})

test('messages that come once each hold', () => {
  const judged = onceOnly.judge(question(received('a', 10), received('b', 20)))
  expect(judged).toMatchObject({ verdict: 'pass', examined: 2 })
})

test('a message that is processed twice is a finding with both spans', () => {
  const { verdict, findings } = onceOnly.judge(question(received('a', 10), received('a', 20)))
  expect(verdict).toBe('fail')
  expect(findings).toHaveLength(1)
  expect(findings[0]?.evidence).toHaveLength(2)
  expect(findings[0]?.summary).toBe('m processed one and the same worker:data:sync more than once.')
})

test('twice is twice in two lives of Master as well', () => {
  const lives = [received('a', 10, undefined, 'm1'), received('a', 20, undefined, 'm2')]
  expect(onceOnly.judge(question(...lives)).verdict).toBe('fail')
})

test('a duplicate that is refused is none', () => {
  const judged = onceOnly.judge(question(received('a', 10), received('a', 20, 'DUPLICATE')))
  expect(judged.verdict).toBe('pass')
})

test('a duplicate is a finding of the act it came in', () => {
  const whole = question(received('a', 10), received('a', 60))
  const act = (fromMs: number, toMs: number) =>
    onceOnly.judge({ ...whole, window: { fromMs, toMs }, final: false }).verdict
  expect([act(5, 50), act(50, 90), act(90, 100)]).toEqual(['pass', 'fail', 'pass'])
})

test('a clock that went back hides nothing at the end', () => {
  expect(onceOnly.judge(question(received('a', 10), received('a', -5000))).verdict).toBe('fail')
})

test('without messages it is not asked', () => {
  expect(onceOnly.applies?.(question())).toBe(false)
})
