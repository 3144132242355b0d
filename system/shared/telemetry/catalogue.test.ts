import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { itemAttributes, maxItemIds } from './attributes.ts'
import { catalogue, periodicSpans } from './catalogue.ts'
import { docsUrl, telemetryDocs } from './write-docs.ts'

test('docs/telemetry.md is what the catalogue says', () => {
  // Written anew by: node system/shared/telemetry/write-docs.ts
  expect(readFileSync(docsUrl, 'utf8')).toBe(telemetryDocs())
})

test('span names are unique and every hop of the sync path is one', () => {
  const names = catalogue.spans.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.slice(0, catalogue.syncHops.length)).toEqual(catalogue.syncHops)
})

test('the periodic spans are those with an interval', () => {
  expect(periodicSpans.map(({ name }) => name).sort()).toEqual([
    'crawl.round',
    'sync.snapshot',
    'worker.heartbeat',
  ])
})

test('many item ids are cut, and the span says so', () => {
  const refs = Array.from({ length: maxItemIds + 1 }, (_, n) => `comment:${n}`)
  expect(itemAttributes(refs)).toMatchObject({
    'hiscrm.item.ids': refs.slice(0, maxItemIds),
    'hiscrm.item.count': maxItemIds + 1,
    'hiscrm.item.ids_cut': true,
  })
  expect(itemAttributes(['comment:1'])).toEqual({
    'hiscrm.item.ids': ['comment:1'],
    'hiscrm.item.count': 1,
  })
})
