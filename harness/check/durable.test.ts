import { expect, test } from 'vitest'
import { recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { durable } from './durable.ts'

const account = { 'hiscrm.account.id': 'acc-1' }

/** A sync of some items over a connection. */
const push = (items: string[], connection: string, error = false) => {
  const id = `${items.length}${connection.charCodeAt(1).toString(16)}${error ? 'e' : 'd'}`
  return [
    spanLine({
      name: 'socket.emit',
      id: `a${id}`,
      parent: id,
      attributes: { 'messaging.operation.type': 'send', 'hiscrm.connection.id': connection },
    }),
    spanLine({ name: 'sync.push', id, items, error, attributes: account }),
  ]
}
const heard = (connection: string, instance: string) =>
  spanLine({
    name: 'master.receive',
    instance,
    attributes: {
      'messaging.operation.type': 'process',
      'messaging.message.id': `m-${connection}`,
      'hiscrm.connection.id': connection,
    },
  })
const load = (instance: string, items: string[], attributes = {}, error = false) =>
  spanLine({ name: 'store.load', instance, items, attributes, error, startMs: 50 })
const question = (...lines: Parameters<typeof recordOf>) => ({
  record: recordOf(
    run,
    started('w', 'worker-1'),
    started('m1', 'master'),
    started('m2', 'master', 40),
    ...lines,
  ),
  window: { fromMs: 0, toMs: 100 },
  final: true,
  graceMs: 0,
})
const before = [heard('c1', 'm1'), load('m1', []), ...push(['comment:1', 'comment:2'], 'c1')]

test('what was acknowledged and is loaded again is kept', () => {
  const asked = question(...before, load('m2', ['comment:1', 'comment:2', 'comment:3']))
  expect(durable.applies?.(asked)).toBe(true)
  expect(durable.judge(asked)).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('what was acknowledged and is not loaded again is a finding', () => {
  const { findings } = durable.judge(question(...before, load('m2', ['comment:1'], account)))
  expect(findings).toMatchObject([
    { verdict: 'fail', hop: 'sync.push', nextHop: 'store.load', items: ['comment:2'] },
  ])
  expect(findings[0]?.evidence).toHaveLength(2)
  expect(findings[0]?.summary).toBe(
    'master had acknowledged 2 items of acc-1 and had lost 1 of them when it was started again.',
  )
})

test('the items of another account do not stand in', () => {
  const loads = [
    load('m2', ['comment:1', 'comment:2'], { 'hiscrm.account.id': 'acc-2' }),
    load('m2', ['comment:1'], account),
  ]
  expect(durable.judge(question(...before, ...loads)).findings).toMatchObject([
    { items: ['comment:2'] },
  ])
})

test('what several accounts lost is one finding, which names them', () => {
  const ofTwo = [
    spanLine({
      name: 'socket.emit',
      id: 'b1',
      parent: 'b2',
      attributes: { 'messaging.operation.type': 'send', 'hiscrm.connection.id': 'c1' },
    }),
    spanLine({
      name: 'sync.push',
      id: 'b2',
      items: ['comment:1'],
      attributes: { 'hiscrm.account.id': 'acc-2' },
    }),
  ]
  const { findings } = durable.judge(question(...before, ...ofTwo, load('m2', [], account)))
  expect(findings.map(({ summary }) => summary)).toEqual([
    'master had acknowledged 3 items of acc-1 and acc-2 and had lost 3 of them when it was started again.',
  ])
  expect(findings[0]?.items).toEqual(['acc-1 comment:1', 'acc-1 comment:2', 'acc-2 comment:1'])
})

test('a list that is cut says nothing of its own account, and leaves the others to be judged', () => {
  const cut = load('m2', [], { ...account, 'hiscrm.item.ids_cut': 1 })
  expect(durable.applies?.(question(...before, cut))).toBe(false)
  const ofOther = load('m2', [], { 'hiscrm.account.id': 'acc-2', 'hiscrm.item.ids_cut': 1 })
  expect(durable.judge(question(...before, ofOther, load('m2', [])))).toMatchObject({
    findings: [{ items: ['comment:1', 'comment:2'] }],
  })
})

test('what was never acknowledged may be gone', () => {
  const unsure = push(['comment:1', 'comment:2', 'comment:9'], 'c1', true)
  const asked = question(...before, ...unsure, load('m2', ['comment:1', 'comment:2']))
  expect(durable.judge(asked).verdict).toBe('pass')
})

test('what the new process itself acknowledged is not due when it begins', () => {
  const later = [heard('c2', 'm2'), ...push(['comment:1', 'comment:2', 'comment:3'], 'c2')]
  const asked = question(...before, ...later, load('m2', ['comment:1', 'comment:2']))
  expect(durable.judge(asked).verdict).toBe('pass')
})

test('it is not asked where nothing can be said', () => {
  const asks = (...lines: Parameters<typeof recordOf>) => durable.applies?.(question(...lines))
  expect(asks(...before)).toBe(false)
  expect(asks(...before, load('m2', [], {}, true))).toBe(false)
  expect(asks(...before, load('m2', [], { 'hiscrm.item.ids_cut': 1 }))).toBe(false)
  expect(asks(heard('c1', 'm1'), load('m2', ['comment:1']))).toBe(false)
})
