import { afterEach, expect, test, vi } from 'vitest'
import { itemRefsOf } from '../../../shared/protocol/models.ts'
import type { DataSync } from '../../../shared/protocol/payloads.ts'
import { exampleItems } from '../../../shared/testing/example-items.ts'
import { isFailed, testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import { DouyinDataManager } from '../douyin/douyin-data-manager.ts'
import type { SnapshotAbout } from './data-pusher.ts'

afterEach(() => {
  vi.useRealTimers()
})

function manager() {
  const telemetry = testTelemetry()
  const pushed: { data: DataSync; carried: NonNullable<SnapshotAbout['carried']> }[] = []
  const pusher = {
    failure: undefined as Error | undefined,
    wait: Promise.resolve(),
    async pushDataSync(data: DataSync, { carried = [] }: SnapshotAbout = {}) {
      pushed.push({ data, carried })
      await pusher.wait
      if (pusher.failure !== undefined) throw pusher.failure
    },
  }
  const dataManager = new DouyinDataManager({
    accountId: 'acc-1',
    workerId: 'worker-1',
    dataPusher: pusher,
    snapshotIntervalMs: 30_000,
    telemetry,
  })
  return { dataManager, telemetry, pushed, pusher }
}

const refs = itemRefsOf(exampleItems())

test('a snapshot is pushed every interval, the first after one, also when nothing changed', async () => {
  vi.useFakeTimers()
  const { dataManager, pushed, telemetry } = manager()
  dataManager.startDataSnapshot()
  await vi.advanceTimersByTimeAsync(29_999)
  expect(pushed).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(60_001)
  expect(pushed).toHaveLength(3)
  expect(telemetry.spans('sync.snapshot')[0]?.attributes).toMatchObject({
    'hiscrm.timer.interval_ms': 30_000,
    'hiscrm.account.id': 'acc-1',
    'hiscrm.item.count': 0,
  })
  await dataManager.stopDataSnapshot()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(pushed).toHaveLength(3)
})

test('a snapshot holds everything in the nesting of the protocol', async () => {
  const { dataManager, pushed } = manager()
  await dataManager.upsert(exampleItems())
  await dataManager.syncToMaster()
  expect(pushed[0]?.data).toEqual({
    accountId: 'acc-1',
    platform: 'douyin',
    snapshot: { platform: 'douyin', data: exampleItems() },
    timestamp: expect.any(Number),
  })
})

test('a failed push is on the span, in the log, and tried again at the next tick', async () => {
  vi.useFakeTimers()
  const { dataManager, telemetry, pusher, pushed } = manager()
  pusher.failure = new TypeError('Cannot read properties of undefined')
  dataManager.startDataSnapshot()
  await vi.advanceTimersByTimeAsync(30_000)
  const [span] = telemetry.spans('sync.snapshot')
  expect(isFailed(span)).toBe(true)
  expect(span?.events[0]?.attributes?.['exception.type']).toBe('TypeError')
  expect(telemetry.logs).toContainEqual(
    expect.objectContaining({
      level: 'error',
      fields: expect.objectContaining({ event: 'sync.failed', error: pusher.failure }),
    }),
  )
  pusher.failure = undefined
  await vi.advanceTimersByTimeAsync(30_000)
  expect(pushed).toHaveLength(2)
  expect(isFailed(telemetry.spans('sync.snapshot')[1])).toBe(false)
  await dataManager.stopDataSnapshot()
})

test('a snapshot links the responses since the last one that Master acknowledged', async () => {
  const { dataManager, telemetry, pusher, pushed } = manager()
  const [first = '', second = ''] = refs
  await dataManager.upsert({ contents: exampleItems().contents })
  pusher.failure = new Error('no connection')
  await dataManager.syncToMaster()
  pusher.failure = undefined
  await dataManager.upsert({ comments: exampleItems().comments })
  await dataManager.syncToMaster()
  await dataManager.syncToMaster()
  expect(pushed.map(({ carried }) => carried.map(({ items }) => items))).toEqual([
    [[first]],
    [[first], [second]],
    [],
  ])
  const upserts = telemetry.spans('data.upsert').map((span) => span.spanContext().spanId)
  const [, linking] = telemetry.spans('sync.snapshot')
  expect(linking?.links.map(({ context }) => context.spanId)).toEqual(upserts)
  expect(linking?.parentSpanContext).toBeUndefined()
  expect(pushed[1]?.carried[0]?.traceparent).toContain(upserts[0])
})

test('a snapshot names what Master has not acknowledged yet, and counts all it holds', async () => {
  const { dataManager, telemetry, pusher } = manager()
  await dataManager.upsert(exampleItems())
  pusher.failure = new Error('no connection')
  await dataManager.syncToMaster()
  pusher.failure = undefined
  await dataManager.syncToMaster()
  await dataManager.syncToMaster()
  const [comment] = exampleItems().comments
  if (comment === undefined) throw new Error('There is no comment.')
  await dataManager.upsert({ comments: [{ ...comment, likeCount: 99 }] })
  await dataManager.upsert({ comments: [{ ...comment, likeCount: 99 }] })
  await dataManager.syncToMaster()
  const named = telemetry.spans('sync.snapshot').map(({ attributes }) => ({
    ids: attributes['hiscrm.item.ids'],
    count: attributes['hiscrm.item.count'],
    carried: attributes['hiscrm.responses.carried'],
  }))
  const count = refs.length
  expect(named).toEqual([
    { ids: refs, count, carried: 1 },
    { ids: refs, count, carried: 1 },
    { ids: [], count, carried: 0 },
    { ids: [`comment:${comment.commentId}`], count, carried: 1 },
  ])
})

test('a response that comes while a snapshot is under way is carried by the next', async () => {
  const { dataManager, pusher, pushed } = manager()
  const gate = Promise.withResolvers<void>()
  pusher.wait = gate.promise
  const syncing = dataManager.syncToMaster()
  await dataManager.upsert({ contents: exampleItems().contents })
  gate.resolve()
  await syncing
  await dataManager.syncToMaster()
  expect(pushed.map(({ carried }) => carried.length)).toEqual([0, 1])
})

test('items are new, changed or the same, and a malformed one is refused alone and loudly', async () => {
  const { dataManager, telemetry } = manager()
  await dataManager.upsert(exampleItems())
  const [comment] = exampleItems().comments
  if (comment === undefined) throw new Error('There is no comment.')
  const result = await dataManager.upsert({
    comments: [
      comment,
      { ...comment, likeCount: 99 },
      { ...comment, commentId: 'undefined' },
      { ...comment, commentId: '2' },
    ],
  })
  expect(result).toMatchObject({ added: 1, updated: 1, unchanged: 1 })
  expect(result.rejected).toEqual([
    { collection: 'comments', reason: 'commentId: is the name of a missing value, not an id' },
  ])
  expect(isFailed(telemetry.spans('data.upsert')[1])).toBe(true)
  expect(telemetry.logs[0]).toMatchObject({ level: 'error', fields: { event: 'item.rejected' } })
  expect(dataManager.toSyncFormat().data.comments).toHaveLength(2)
})

test('what an answer does not say any more stays as it was known', async () => {
  const { dataManager } = manager()
  await dataManager.upsert(exampleItems())
  const [comment] = exampleItems().comments
  if (comment === undefined) throw new Error('There is no comment.')
  const unknown = { ...comment, likeCount: null, createdAt: null }
  expect(await dataManager.upsert({ comments: [unknown] })).toMatchObject({ unchanged: 1 })
  await dataManager.upsert({ comments: [{ ...unknown, content: '另一句' }] })
  expect(dataManager.toSyncFormat().data.comments).toEqual([{ ...comment, content: '另一句' }])
})
