import { documentAnswers, pageFaultKind } from './page-fault.ts'

const changes: readonly (readonly [RegExp, string])[] = [
  [/data-e2e/g, 'data-testid'],
  [/(role(?:=|: ?)["'])list-item(["'])/g, '$1listitem$2'],
  [/<main>/, '<div class="layout"><section class="layout-content"><article>'],
  [/<\/main>/, '</article></section></div>'],
]

export const layoutChanged = pageFaultKind({
  name: 'layoutChanged',
  docs: {
    title: 'The pages are built anew',
    meaning:
      'Elements lie inside others than before and bear other names, all of them; the pages work as ever for a person.',
    example: 'layoutChanged:documents?forMs=5000',
    options: {},
  },
  answers: documentAnswers,
  scripts: true,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer) {
    const text = answer.body.toString('utf8')
    const altered = changes.reduce((at, [from, to]) => at.replace(from, to), text)
    return altered === text ? undefined : { ...answer, body: Buffer.from(altered) }
  },
})
