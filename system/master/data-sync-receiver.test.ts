import { expect, test } from 'vitest'
import { itemRefsOf } from '../shared/protocol/models.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { accountId, exampleItems, exampleSync } from '../shared/testing/example-items.ts'
import { isFailed, testTelemetry } from '../shared/testing/test-telemetry.ts'
import { DataStore } from './data-store.ts'
import { DataSyncReceiver } from './data-sync-receiver.ts'

function receiver(persist: () => void = () => undefined) {
  const telemetry = testTelemetry()
  const store = new DataStore(persist)
  return {
    telemetry,
    store,
    receiver: new DataSyncReceiver(store, new Set([accountId]), telemetry),
  }
}

const sender = { workerId: 'worker-1', carried: undefined }
const refs = itemRefsOf(exampleItems())

test('a sync is stored, counted, logged and answered with the store’s state', async () => {
  const { receiver: sut, store, telemetry } = receiver()
  const answer = await sut.receive(exampleSync(), sender)
  expect(answer).toMatchObject({ success: true, accountId, stats: { totalAccounts: 1 } })
  expect(store.accountData(accountId)).toMatchObject(exampleItems())
  expect(sut.stats()).toEqual({
    totalReceived: 1,
    lastReceiveTime: expect.any(Number),
    accountStats: [{ accountId, receivedCount: 1 }],
  })
  expect(telemetry.logs).toContainEqual(
    expect.objectContaining({ level: 'info', text: '✅ Data sync completed' }),
  )
  expect(telemetry.spans('store.merge')[0]?.attributes).toMatchObject({
    'hiscrm.item.ids': refs,
    'hiscrm.items.added': refs.length,
  })
})

test('each platform response that is carried ends its own trace in the store', async () => {
  const { receiver: sut, telemetry } = receiver()
  const response = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }
  const carried = [
    {
      traceparent: `00-${response.traceId}-${response.spanId}-01`,
      items: [refs[1] ?? '', 'comment:lost'],
    },
    { traceparent: 'nonsense', items: [] },
  ]
  await withSpan(telemetry.tracer, 'master.receive', {}, () =>
    sut.receive(exampleSync(), { workerId: 'worker-1', carried }),
  )
  const [receiving] = telemetry.spans('master.receive')
  const ends = telemetry
    .spans('store.merge')
    .filter((span) => span.spanContext().traceId === response.traceId)
  expect(ends).toHaveLength(1)
  expect(ends[0]?.parentSpanContext).toMatchObject({ spanId: response.spanId, isRemote: true })
  // An item that is not in the store is not said to be there.
  expect(ends[0]?.attributes['hiscrm.item.ids']).toEqual([refs[1]])
  expect(ends[0]?.links[0]?.context.spanId).toBe(receiving?.spanContext().spanId)
})

test('an unknown account is refused, and the store stays as it is', async () => {
  const { receiver: sut, store, telemetry } = receiver()
  const answer = await withSpan(telemetry.tracer, 'master.receive', {}, () =>
    sut.receive({ ...exampleSync(), accountId: 'acc-9' }, sender),
  )
  expect(answer).toEqual({ success: false, error: 'The account acc-9 is not configured here' })
  expect(store.stats().totalAccounts).toBe(0)
  expect(sut.stats().totalReceived).toBe(0)
  expect(isFailed(telemetry.spans('master.receive')[0])).toBe(true)
  expect(telemetry.logs.some(({ fields }) => fields.event === 'sync.failed')).toBe(true)
})

test('an item of another account is refused', async () => {
  const { receiver: sut, store } = receiver()
  const sync = exampleSync()
  const [comment] = sync.snapshot.data.comments
  if (comment !== undefined) comment.accountId = 'acc-2'
  expect(await sut.receive(sync, sender)).toMatchObject({ success: false })
  expect(store.stats().totalAccounts).toBe(0)
})

test('a sync that the disk does not take is answered, marked and logged as failed', async () => {
  const sentence = 'Could not write 4 items of acc-1 to store.sqlite: database or disk is full'
  const {
    receiver: sut,
    store,
    telemetry,
  } = receiver(() => {
    throw new Error(sentence)
  })
  const answer = await withSpan(telemetry.tracer, 'master.receive', {}, () =>
    sut.receive(exampleSync(), sender),
  )
  expect(answer).toEqual({ success: false, error: sentence })
  expect(store.stats().totalAccounts).toBe(0)
  expect(sut.stats().totalReceived).toBe(0)
  expect(isFailed(telemetry.spans('store.merge')[0])).toBe(true)
  expect(isFailed(telemetry.spans('master.receive')[0])).toBe(true)
  expect(telemetry.logs.some(({ fields }) => fields.event === 'sync.failed')).toBe(true)
})
