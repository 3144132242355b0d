import { expect, test } from 'vitest'
import { PageProblem } from './page-problem.ts'
import { type AnswerFacts, PageVisit } from './page-visit.ts'

function answer(about: Partial<AnswerFacts> & { list: string }): AnswerFacts {
  const [kind = ''] = about.list.split(' ')
  return { kind, from: '0', next: undefined, ids: [], total: undefined, inside: [], ...about }
}

/** What a visit says of each of these answers, one after the other. */
function taken(...answers: AnswerFacts[]) {
  const visit = new PageVisit('works')
  return answers.map((one) => visit.take(one)?.message)
}

const list = 'works'

test('a list that goes on where it was asked from, or back, has no end', () => {
  expect(taken(answer({ list, next: '0' }))).toEqual([
    'The list works goes on where it was asked from, at 0.',
  ])
  const [, , last] = taken(
    answer({ list, next: 'a', ids: ['1'] }),
    answer({ list, from: 'a', next: 'b', ids: ['2'] }),
    answer({ list, from: 'b', next: 'a', ids: ['3'] }),
  )
  expect(last).toBe('The list works goes back to a.')
})

test('a list that brings nothing new three times has no end', () => {
  const page = (n: number, ids: string[]) => answer({ list, from: `${n}`, next: `${n + 1}`, ids })
  const seen = taken(page(0, ['1', '2']), page(1, ['2', '1']), page(2, ['1']), page(3, ['2']))
  expect(seen).toEqual([
    undefined,
    undefined,
    undefined,
    'The list works has brought nothing new in 3 answers.',
  ])
  expect(taken(page(0, ['1']), page(1, ['1']), page(2, ['2']), page(3, ['1'])).at(-1)).toBe(
    undefined,
  )
})

test('a list that is begun anew, pages that come twice, and another list are no loop', () => {
  const first = answer({ list, next: 'a', ids: ['1'] })
  const second = answer({ list, from: 'a', ids: ['2'] })
  const other = answer({ list: 'comments 1', next: 'a', ids: ['3'] })
  expect(taken(first, second, second, first, other, second)).toEqual(Array(6).fill(undefined))
})

test('a visit must not go on past a wall, nor with a list that has no end', () => {
  const visit = new PageVisit('works')
  visit.requireGoingOn(visit.endlessLists)
  const before = visit.endlessLists
  visit.take(answer({ list, next: '0' }))
  expect(() => visit.requireGoingOn(before)).toThrow('goes on where it was asked from')
  visit.requireGoingOn(visit.endlessLists)
  visit.problems.push(new PageProblem('rate_limited', '429'))
  expect(() => visit.requireGoingOn(visit.endlessLists)).toThrow('429')
  expect(visit.blocker?.problem).toBe('rate_limited')
})

test('what a page says of a failed load is no failure of its own where an answer explains it', () => {
  const visit = new PageVisit('works')
  visit.fail(new PageProblem('page_error', 'The page could not load it.'))
  expect(visit.ownFailures).toHaveLength(1)
  const unreadable = new PageProblem('unreadable', 'no JSON')
  visit.problems.push(unreadable)
  visit.fail(unreadable)
  visit.fail(new PageProblem('missing_element', 'no list'))
  expect(visit.ownFailures.map(({ problem }) => problem)).toEqual(['missing_element'])
})

test.each<[string, AnswerFacts[], string[]]>([
  [
    'nothing, of a whole one',
    [
      answer({ list, next: 'a', ids: ['1'], total: 2, inside: ['comments 1'] }),
      answer({ list, from: 'a', ids: ['2'], total: 2, inside: ['comments 2'] }),
      answer({ list: 'comments 1' }),
      answer({ list: 'comments 2' }),
    ],
    [],
  ],
  [
    'the rest of a list',
    [answer({ list, next: 'a', ids: ['1'] })],
    ['The page did not load the rest of works.'],
  ],
  [
    'elements that the list should have',
    [answer({ list, ids: ['1', '1'], total: 3 }), answer({ list, ids: ['2'], total: 4 })],
    ['2 of the 3 elements of works came.'],
  ],
  [
    'rows that nothing was asked for',
    [
      answer({ list, inside: ['comments 1', 'comments 2', 'comments 3'] }),
      answer({ list: 'comments 2' }),
    ],
    ['The page shows fewer rows than the answers have: nothing asked for comments 1 and 1 more.'],
  ],
])('a visit lacks %s', (_, answers, expected) => {
  const visit = new PageVisit('comments')
  visit.answers.push(...answers)
  const missing = visit.review(['works'])
  expect(missing.map(({ message }) => message)).toEqual(expected)
  expect(missing.every(({ problem }) => problem === 'incomplete')).toBe(true)
})

test('what is missing has its reason where an answer could not be read', () => {
  const visit = new PageVisit('works')
  visit.problems.push(new PageProblem('incomplete', '1 of 2'))
  expect(visit.isReadWhole).toBe(true)
  visit.problems.push(new PageProblem('unreadable', 'no JSON'))
  expect(visit.isReadWhole).toBe(false)
})

test('rows that a part does not open are not missed', () => {
  const visit = new PageVisit('works')
  visit.answers.push(answer({ list, inside: ['comments 1'] }))
  expect(visit.review([])).toEqual([])
})
