import { expect, test } from 'vitest'
import { itemsByHop, pageHop } from './hops.ts'
import { ItemsSoFar } from './items-so-far.ts'
import { recordOf, run, served, spanLine } from './make-record.ts'

const always = { fromMs: 0, toMs: Number.POSITIVE_INFINITY }

test('after every line it holds what a look at the whole record gives', () => {
  const record = recordOf(run)
  const hops = [pageHop, 'sync.push', 'store.merge']
  const soFar = new Map(hops.map((hop) => [hop, new ItemsSoFar(record, hop)]))
  const lines = [
    { glassbox: served(['a', 'b']) },
    spanLine({ name: 'sync.push', id: '1', items: ['a'] }),
    // What fails passes nothing on, until it turns out that the next hop had begun in it.
    spanLine({ name: 'sync.push', id: '2', items: ['b'], error: true }),
    { glassbox: served(['b', 'c']) },
    spanLine({ name: 'store.merge', id: '3', parent: '1', items: ['a'] }),
    spanLine({ name: 'store.merge', id: '4', parent: '2', items: ['b'] }),
    spanLine({ name: 'sync.push', id: '5', items: ['c'], error: true }),
  ]
  for (const line of lines) {
    record.add(line)
    for (const hop of hops) {
      expect([...(soFar.get(hop)?.items ?? [])].sort()).toEqual(
        [...(itemsByHop(record, always).get(hop) ?? [])].sort(),
      )
    }
  }
  expect([...(soFar.get('sync.push')?.items ?? [])]).toEqual(['a', 'b'])
})
