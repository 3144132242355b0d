import { documentAnswers, pageFaultKind } from './page-fault.ts'

export const selectorGone = pageFaultKind({
  name: 'selectorGone',
  docs: {
    title: 'A selector finds nothing any more',
    meaning:
      'An element has lost the `data-e2e` by which it was found; the page itself works as ever. Unless told, every list has.',
    example: 'selectorGone:documents?element=comment-list&forMs=5000',
    options: { element: 'its `data-e2e`; every one that ends in `list` if not given' },
  },
  answers: documentAnswers,
  texts: { element: { pattern: /^[\w-]{1,60}$/, form: 'a value of data-e2e' } },
  scripts: true,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { texts: { element = String.raw`[\w-]*list` } }) {
    const hook = new RegExp(`data-e2e="(${element})"`, 'g')
    const text = answer.body.toString('utf8')
    const altered = text.replace(hook, 'data-part="$1"')
    return altered === text ? undefined : { ...answer, body: Buffer.from(altered) }
  },
})
