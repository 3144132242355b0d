import type { z } from 'zod'
import { firstIssue } from '../../../shared/settings.ts'
import { isFields } from './open-answer.ts'
import { PageProblem } from './page-problem.ts'

export interface ReadElements<T> {
  /** The elements that could be read, in order, each with its place in the list. */
  elements: { value: T; place: number }[]
  /** What is wrong with the list although something of it was read. */
  problems: PageProblem[]
}

export interface ElementForm<T> {
  /** Such as `comments`, for what is told. */
  what: string
  schema: z.ZodType<T>
  /** Paths, such as `user.avatar_thumb`, of what every element has and can be done without. */
  expected: readonly string[]
}

/**
 * Reads a list element by element: a bad one does not cost the others.
 *
 * @throws PageProblem where it is no list, or not one of its elements can be read
 */
export function readElements<T>(list: unknown, form: ElementForm<T>): ReadElements<T> {
  const { what, schema } = form
  // The platform writes an empty list as null.
  const given: unknown = list ?? []
  if (!Array.isArray(given)) {
    throw new PageProblem('unreadable', `The answer has an unexpected shape: ${what} is no list.`)
  }
  const elements: ReadElements<T>['elements'] = []
  const wrong: string[] = []
  for (const [place, element] of given.entries()) {
    const parsed = schema.safeParse(element)
    if (parsed.success) elements.push({ value: parsed.data, place })
    else wrong.push(`${what}.${place}.${firstIssue(parsed.error)}`)
  }
  if (wrong.length === 0) return { elements, problems: missing(form, elements) }
  const text = `${wrong.length} of ${given.length} elements have an unexpected shape (${wrong[0]}).`
  if (elements.length === 0) throw new PageProblem('unreadable', `No element was read: ${text}`)
  return {
    elements,
    problems: [new PageProblem('incomplete', text), ...missing(form, elements)],
  }
}

/** Fields that some elements have not got, or not in a form that is known. */
function missing<T>(
  { what, expected }: ElementForm<T>,
  elements: ReadElements<T>['elements'],
): PageProblem[] {
  const gaps = expected.flatMap((path) => {
    const count = elements.filter(({ value }) => at(value, path) === undefined).length
    return count === 0 ? [] : [`${path} in ${count} of ${elements.length}`]
  })
  if (gaps.length === 0) return []
  return [new PageProblem('incomplete', `Elements of ${what} lack ${gaps.join(', ')}.`)]
}

function at(value: unknown, path: string): unknown {
  let found = value
  for (const name of path.split('.')) {
    // What is null is known to be nothing, with all that would be inside.
    if (found === null) return null
    found = isFields(found) ? found[name] : undefined
  }
  return found
}
