import { expect, test } from 'vitest'
import type { AccountItems } from './account-items.ts'
import { itemsByHop, pageHop } from './hops.ts'
import { ItemsSoFar } from './items-so-far.ts'
import { recordOf, run, served, spanLine } from './make-record.ts'

const pairs = (items: AccountItems | undefined) => [...(items ?? [])].map((item) => item.join(' '))
const of = (account: string) => ({ 'hiscrm.account.id': account })
const always = { fromMs: 0, toMs: Number.POSITIVE_INFINITY }

test('after every line it holds what a look at the whole record gives', () => {
  const record = recordOf(run)
  const hops = [pageHop, 'sync.push', 'store.merge']
  const soFar = new Map(hops.map((hop) => [hop, new ItemsSoFar(record, hop)]))
  const lines = [
    { glassbox: served(['a', 'b']) },
    spanLine({ name: 'sync.push', id: '1', items: ['a'], attributes: of('acc-1') }),
    // What fails passes nothing on, until it turns out that the next hop had begun in it.
    spanLine({ name: 'sync.push', id: '2', items: ['b'], attributes: of('acc-2'), error: true }),
    { glassbox: served(['b', 'c'], 5, 'acc-2') },
    spanLine({ name: 'store.merge', id: '3', parent: '1', items: ['a'] }),
    spanLine({ name: 'store.merge', id: '4', parent: '2', items: ['b'] }),
    spanLine({ name: 'sync.push', id: '5', items: ['c'], attributes: of('acc-2'), error: true }),
  ]
  for (const line of lines) {
    record.add(line)
    for (const hop of hops) {
      expect(pairs(soFar.get(hop)?.items).sort()).toEqual(
        pairs(itemsByHop(record, always).get(hop)).sort(),
      )
    }
  }
  expect(pairs(soFar.get('sync.push')?.items)).toEqual(['acc-1 a', 'acc-2 b'])
})
