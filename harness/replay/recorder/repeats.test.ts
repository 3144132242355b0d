import { expect, test } from 'vitest'
import { withoutRepeats } from './repeats.ts'
import { captured } from './testing/test-spool.ts'

const bodiesOf = (exchanges: ReturnType<typeof captured>[]) =>
  withoutRepeats(exchanges).map(({ body }) => body.toString())

const says = (text: string) => captured({ body: Buffer.from(text) })

test('an answer that repeats the one before it is left out, one that comes back is not', () => {
  expect(bodiesOf([says('a'), says('a'), says('b'), says('a')])).toEqual(['a', 'b', 'a'])
})

test('accounts, addresses and request bodies do not repeat each other', () => {
  const all = [
    captured({}),
    captured({ account: 'one' }),
    captured({ path: '/other' }),
    captured({ method: 'POST', requestBody: Buffer.from('ask') }),
  ]
  expect(withoutRepeats(all)).toEqual(all)
})

test('of a request that a service worker passed on, its own is kept with the body of the page’s', () => {
  const pages = captured({ fromServiceWorker: true, body: Buffer.from('passed on') })
  const workers = captured({ isServiceWorkers: true, body: Buffer.alloc(0) })
  expect(withoutRepeats([pages, workers])).toEqual([{ ...workers, body: pages.body }])
  const madeUp = captured({ path: '/made-up', fromServiceWorker: true })
  expect(withoutRepeats([madeUp])).toEqual([madeUp])
})

test('websockets never repeat each other', () => {
  const socket = captured({ frames: [], status: 101 })
  expect(withoutRepeats([socket, socket])).toHaveLength(2)
})
