import { listIn, withItems } from './edit-answer.ts'
import { fieldOf, fieldOption, withRenamed } from './item-fields.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const fieldRenamed = pageFaultKind({
  name: 'fieldRenamed',
  docs: {
    title: 'A field of every item has another name',
    meaning:
      'The platform has changed its API: what was `text` is `text_v2` now. Unless told, it is a field without which the item cannot be understood.',
    example: 'fieldRenamed:comments?field=text&forMs=5000',
    options: { field: fieldOption.docs },
  },
  answers: listAnswers,
  texts: { field: fieldOption },
  breaks: 'degrades-loudly',
  meets: 'loud',
  misleads: true,
  alter(answer, { url, texts }) {
    const found = listIn(answer, url)
    const field = fieldOf(found, texts)
    if (found === undefined || field === undefined) return undefined
    const renamed = found.items.map((item) => withRenamed(item, field, `${field}_v2`))
    return withItems(answer, found, renamed)
  },
})
