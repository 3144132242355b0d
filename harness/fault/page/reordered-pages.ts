import { type ListAnswer, listIn, withItems } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const reorderedPages = pageFaultKind({
  name: 'reorderedPages',
  docs: {
    title: 'The pages of a list come in another order',
    meaning:
      'Items come the wrong way round, and the first half of every page but the last comes with the next one.',
    example: 'reorderedPages:all?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'I1',
  meets: 'copes',
  alter(answer, { url, earlier }) {
    const found = listIn(answer, url)
    if (found === undefined) return undefined
    const last = earlier.at(-1)
    const before = last && listIn(last, url)
    const kept = found.items.slice(heldBack(found))
    const late = before?.items.slice(0, heldBack(before)) ?? []
    const items = [...kept.toReversed(), ...late.toReversed()]
    return items.length < 2 ? undefined : withItems(answer, found, items)
  },
})

/** How many items of a page come only with the next one. */
function heldBack({ items, paging }: ListAnswer): number {
  const more = paging?.has_more === true || paging?.has_more === 1
  return more ? Math.floor(items.length / 2) : 0
}
