/** Which captured exchanges a recording need not hold. */
import { requestKey } from '../request-key.ts'
import type { Captured } from './captured.ts'

/**
 * Leaves out an answer equal to the one before it under the same key: replay repeats the last answer
 * by itself, within an episode and into later ones.
 */
export function withoutRepeats(exchanges: readonly Captured[]): Captured[] {
  const last = new Map<string, Captured>()
  return withoutMiddlemen(exchanges).filter((exchange) => {
    if (exchange.frames !== undefined) return true
    const key = keyOf(exchange)
    const before = last.get(key)
    last.set(key, exchange)
    return before === undefined || !isSameAnswer(before, exchange)
  })
}

/**
 * Where a service worker asked the network what a page had asked it, both were seen; in replay, too,
 * only the worker's request reaches the network. Of a body that the worker only passed on, the browser
 * has nothing; the page has it.
 */
function withoutMiddlemen(exchanges: readonly Captured[]): Captured[] {
  const passedOn = Map.groupBy(
    exchanges.filter(({ fromServiceWorker }) => fromServiceWorker),
    keyOf,
  )
  const asked = exchanges.map((exchange) => {
    if (!exchange.isServiceWorkers) return exchange
    const seen = passedOn.get(keyOf(exchange))?.shift()
    return seen && exchange.body.length === 0 ? { ...exchange, body: seen.body } : exchange
  })
  const unasked = new Set([...passedOn.values()].flat())
  return asked.filter((exchange) => !exchange.fromServiceWorker || unasked.has(exchange))
}

function keyOf({ account, method, url, requestBody }: Captured): string {
  return `${account ?? ''} ${requestKey(method, url, requestBody)}`
}

function isSameAnswer(a: Captured, b: Captured): boolean {
  return (
    a.status === b.status &&
    a.body.equals(b.body) &&
    JSON.stringify(a.headers) === JSON.stringify(b.headers)
  )
}
