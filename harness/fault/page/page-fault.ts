/** What a kind of page fault says of itself, and how one is planted. */
import type { FaultDocs } from '../fault.ts'
import {
  needed,
  type WorldFault,
  type WorldFaultKind,
  type WorldFaultOption,
} from '../world-fault.ts'
import type { AnswerContext, PageAnswer, PageQuestion } from './page-answer.ts'
import { listAt, listNames } from './page-lists.ts'

/** Which answers a page fault concerns: those with a list, the pages themselves, or both. */
export const answerNames = [...listNames, 'documents', 'all'] as const
export type AnswersName = (typeof answerNames)[number]
/** Of kinds that alter items. */
export const listAnswers: readonly AnswersName[] = [...listNames, 'all']
/** Of kinds that alter markup. */
export const documentAnswers: readonly AnswersName[] = ['documents']

export interface PageFaultDefinition {
  name: string
  docs: FaultDocs
  answers: readonly AnswersName[]
  options?: Readonly<Record<string, WorldFaultOption>>
  texts?: NonNullable<WorldFaultKind['texts']>
  /** The invariant that must fail if the worker does not meet it. */
  breaks: string
  /**
   * How a good worker meets it. copes: nothing is missing, even while it is in force; loud: something
   * may be missing until it has healed, and the worker tells so.
   */
  meets: 'copes' | 'loud'
  /** Scripts count among the documents. */
  scripts?: boolean
  needsBrowser?: boolean
  misleads?: boolean
  /** What becomes of an answer that the fault concerns; undefined where it is left alone. */
  alter(answer: PageAnswer, context: PageAlterContext): PageAnswer | undefined
}

export interface PageAlterContext extends AnswerContext {
  /** The fault's options, with their defaults. */
  readonly values: Readonly<Record<string, number>>
  readonly texts: Readonly<Record<string, string>>
}

export interface PageFaultKind extends WorldFaultKind {
  layer: 'page'
  breaks: string
  meets: 'copes' | 'loud'
  needsBrowser: boolean
  alter: PageFaultDefinition['alter']
}

export function pageFaultKind(definition: PageFaultDefinition): PageFaultKind {
  const { options = {}, needsBrowser = false, misleads = false } = definition
  return {
    ...definition,
    layer: 'page',
    target: 'answers',
    options,
    needsBrowser,
    async plant({ pages }, fault, touched) {
      return needed(pages, 'pages').alter({
        fault: fault.id,
        needsBrowser,
        misleads,
        touched,
        alter(answer, context) {
          if (!concerns(definition, fault, context)) return undefined
          return definition.alter(answer, {
            ...context,
            values: fault.values,
            texts: fault.options,
          })
        },
      })
    },
  }
}

function concerns(
  { scripts = false }: PageFaultDefinition,
  { target, accounts }: WorldFault,
  { accountId, part, url }: PageQuestion,
): boolean {
  if (accounts.length > 0 && !accounts.includes(accountId)) return false
  if (part === 'document') return target === 'documents' || target === 'all'
  if (part === 'script') return scripts && (target === 'documents' || target === 'all')
  if (part !== 'api') return false
  return target === 'all' || listAt(url)?.name === target
}
