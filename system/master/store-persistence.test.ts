import { context } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { accountId, exampleItems } from '../shared/testing/example-items.ts'
import { testHost } from '../shared/testing/test-host.ts'
import { testTelemetry } from '../shared/testing/test-telemetry.ts'
import { StoreDatabase } from './store-database.ts'
import { loadStore } from './store-persistence.ts'

test('what is loaded is named account by account, all of it', async () => {
  using host = await testHost()
  using database = new StoreDatabase(host)
  const { contents, ...others } = exampleItems()
  const many = contents.flatMap((work) =>
    Array.from({ length: 2001 }, (_, n) => ({ ...work, contentId: String(n) })),
  )
  const before = await loadStore(database, testTelemetry(), context.active())
  before.merge(accountId, 'douyin', exampleItems())
  before.merge('acc-2', 'douyin', { ...others, contents: many })
  before.merge('acc-3', 'douyin', { contents: [], comments: [], conversations: [], messages: [] })

  const telemetry = testTelemetry()
  await loadStore(database, telemetry, context.active())
  const spans = telemetry.spans('store.load')
  const whole = spans.at(-1)
  expect(spans.map(({ attributes }) => attributes['hiscrm.account.id'])).toEqual([
    accountId,
    'acc-2',
    'acc-2',
    'acc-3',
    undefined,
  ])
  const named = (account: string) =>
    spans
      .filter(({ attributes }) => attributes['hiscrm.account.id'] === account)
      .flatMap(({ attributes }) => attributes['hiscrm.item.ids'])
  expect(named(accountId)).toHaveLength(4)
  expect(new Set(named('acc-2'))).toHaveLength(2004)
  expect(spans.some(({ attributes }) => 'hiscrm.item.ids_cut' in attributes)).toBe(false)
  expect(whole?.attributes).toEqual({ 'hiscrm.account.count': 3, 'hiscrm.item.count': 2008 })
  for (const { parentSpanContext } of spans.slice(0, -1)) {
    expect(parentSpanContext?.spanId).toBe(whole?.spanContext().spanId)
  }
})
