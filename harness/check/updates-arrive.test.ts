import { expect, test } from 'vitest'
import type { Entry, ItemValues, ServedEntry, StateEntry } from '../journal/entry.ts'
import { recordOf, run, served, state } from '../trace/make-record.ts'
import { judge } from './judge.ts'
import { updatesArrive } from './updates-arrive.ts'

const work = 'content:1'

/** A page shows a work with these values for the second time or later. */
function shown(at: number, values: ItemValues): ServedEntry {
  return { ...served([work], at), updates: [{ item: work, values }] }
}

function held(at: number, values: ItemValues): StateEntry {
  return { ...state([work], at), values: { [work]: values } }
}

function judged(entries: readonly Entry[], graceMs = 10, final = false) {
  const record = recordOf(run, ...entries)
  const window = { fromMs: 0, toMs: 100 }
  return judge({ record, window, final, graceMs }, [updatesArrive])
}

test('what Master holds as it was shown last is right, fields that it does not keep aside', () => {
  const { verdict } = judged([
    shown(10, { likeCount: 1, title: 'a', favoriteCount: 9 }),
    shown(20, { likeCount: 2, title: 'a', favoriteCount: 9 }),
    held(90, { likeCount: 2, title: 'a' }),
  ])
  expect(verdict).toBe('pass')
})

test('a value of before is a finding that names field and values', () => {
  const { verdict, findings } = judged([
    shown(10, { likeCount: 1, title: 'a' }),
    shown(20, { likeCount: 2, title: 'a' }),
    held(90, { likeCount: 1, title: 'a' }),
  ])
  expect(verdict).toBe('fail')
  expect(findings[0]?.summary).toContain('content:1 of acc-1: 1 field, likeCount 1 instead of 2.')
})

test('a field that Master has lost is old too', () => {
  const { findings } = judged([shown(10, { likeCount: 1, title: 'a' }), held(90, { likeCount: 1 })])
  expect(findings[0]?.summary).toContain('title nothing instead of "a"')
})

test('what was shown only shortly before may be there already, or not', () => {
  const entries = [shown(10, { likeCount: 1 }), shown(95, { likeCount: 2 })]
  const verdicts = [0, 1, 2].map(
    (likeCount) => judged([...entries, held(99, { likeCount })]).verdict,
  )
  expect(verdicts).toEqual(['fail', 'pass', 'pass'])
  expect(judged([...entries, held(99, { likeCount: 1 })], 10, true).verdict).toBe('fail')
})

test('where nothing changed, or Master was not asked, nothing is asked', () => {
  const question = (...entries: Entry[]) => ({
    record: recordOf(run, ...entries),
    window: { fromMs: 0, toMs: 100 },
    final: true,
    graceMs: 0,
  })
  expect(updatesArrive.applies?.(question(served([work]), state([work])))).toBe(false)
  expect(updatesArrive.applies?.(question(shown(10, { likeCount: 1 })))).toBe(false)
})
