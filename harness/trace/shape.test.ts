import { expect, test } from 'vitest'
import { recordOf, spanLine, started } from './make-record.ts'
import { shapeOf } from './shape.ts'

test('a shape knows roles, names, parents and outcomes, and neither ids nor counts', () => {
  const record = recordOf(
    started('w1', 'worker-1'),
    started('w2', 'worker-2'),
    started('m', 'master'),
    spanLine({ name: 'socket.emit', id: 'a', instance: 'w1' }),
    spanLine({ name: 'socket.emit', id: 'b', instance: 'w2' }),
    spanLine({ name: 'master.receive', parent: 'a', instance: 'm' }),
    spanLine({ name: 'master.receive', parent: 'b', instance: 'm' }),
    spanLine({ name: 'store.merge', parent: 'c', instance: 'm', error: true }),
  )
  expect(shapeOf(record)).toEqual([
    'master master.receive < worker socket.emit',
    'master store.merge < unknown, error',
    'worker socket.emit < root',
  ])
})

test('what a killed process was in the midst of is no part of it', () => {
  const spans = [
    started('w1', 'worker-1'),
    spanLine({ name: 'interceptor.handle', parent: 'c', instance: 'w1' }),
    spanLine({ name: 'crawl.round', instance: 'w1' }),
  ]
  const end = { at: 9, kind: 'process', instance: 'w1', host: 'worker-1', pid: 1 } as const
  expect(shapeOf(recordOf(...spans, { ...end, phase: 'killed' }))).toEqual([
    'worker crawl.round < root',
  ])
  expect(shapeOf(recordOf(...spans, { ...end, phase: 'left' }))).toEqual([
    'worker crawl.round < root',
    'worker interceptor.handle < unknown',
  ])
})

test('a message whose sender was killed with the span of sending it is no part of it', () => {
  const spans = [
    started('w1', 'worker-1'),
    started('m', 'master'),
    spanLine({ name: 'master.receive', parent: 'gone', instance: 'm' }),
    spanLine({ name: 'store.persist', instance: 'm' }),
  ]
  const end = { at: 9, kind: 'process', instance: 'w1', host: 'worker-1', pid: 1 } as const
  expect(shapeOf(recordOf(...spans, { ...end, phase: 'killed' }))).toEqual([
    'master store.persist < root',
  ])
  expect(shapeOf(recordOf(...spans, { ...end, phase: 'left' }))).toEqual([
    'master master.receive < unknown',
    'master store.persist < root',
  ])
})
