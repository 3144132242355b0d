import { listIn, withItems } from './edit-answer.ts'
import { fieldOf, fieldOption, without } from './item-fields.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const fieldMissing = pageFaultKind({
  name: 'fieldMissing',
  docs: {
    title: 'A field of every item is missing',
    meaning:
      'The platform leaves it out. Unless told, it is a field without which the item cannot be understood.',
    example: 'fieldMissing:messages?field=content&forMs=5000',
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
    return withItems(
      answer,
      found,
      found.items.map((item) => without(item, field)),
    )
  },
})
