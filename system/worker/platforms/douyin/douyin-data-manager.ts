import { errorText } from '../../../shared/errors.ts'
import type { Collections } from '../../../shared/protocol/models.ts'
import { AccountDataManager } from '../base/account-data-manager.ts'
import type { AnswerReading } from '../base/interceptor-manager.ts'
import type { Fields } from '../base/open-answer.ts'
import { PageProblem } from '../base/page-problem.ts'
import { type ElementForm, type ReadElements, readElements } from '../base/read-elements.ts'
import { factsOf, field, idIn } from './list-facts.ts'
import {
  contentTypeOf,
  isFarOff,
  mapComment,
  mapConversation,
  mapMessage,
  mapWork,
  messageTypeOf,
} from './mapping.ts'
import { comments, conversations, messages, metricsOfWorks, works } from './responses.ts'

/** An empty list that was not empty before is believed after so many answers that say so. */
const timesUntilBelieved = 10

/** The data of one Douyin account. Reads the platform's answers; each reader throws a PageProblem. */
export class DouyinDataManager extends AccountDataManager {
  override readonly platform = 'douyin'
  /** How often in a row a list was empty that had not been. */
  readonly #empty = new Map<string, number>()

  readWorks(answer: Fields, query: URLSearchParams): AnswerReading {
    const { elements, problems } = readElements(answer.aweme_list, works)
    const metrics = readMetrics(answer.items)
    for (const { value } of elements) {
      const { aweme_type } = value
      if (contentTypeOf(aweme_type) === undefined) this.#warnOfType('work', aweme_type)
    }
    const contents = elements.map(({ value, place }) =>
      mapWork(this.#owner, value, metrics.of(value.aweme_id, place)),
    )
    const ids = contents.map(({ contentId }) => contentId)
    const inside = ids.map((id) => `comments ${id}`)
    const said = factsOf({ kind: 'works', list: 'works', answer, query, ids, inside })
    const times = elements.map(({ value }) => value.create_time)
    return {
      items: { contents },
      said,
      problems: [
        ...problems,
        ...metrics.problems,
        ...clockProblems(times),
        ...this.#emptyProblems(said, () => this.#held.contents.length > 0),
      ],
    }
  }

  readComments(answer: Fields, query: URLSearchParams): AnswerReading {
    const contentId = idIn(query, 'aweme_id')
    return this.#readComments(answer, query, { kind: 'comments', contentId, parentId: null })
  }

  readReplies(answer: Fields, query: URLSearchParams): AnswerReading {
    const parentId = idIn(query, 'comment_id')
    if (parentId === null) {
      throw new PageProblem(
        'unreadable',
        'Could not read a reply list: its address names no comment_id.',
      )
    }
    const contentId = idIn(query, 'item_id')
    return this.#readComments(answer, query, { kind: 'replies', contentId, parentId })
  }

  readConversations(answer: Fields, query: URLSearchParams): AnswerReading {
    const { elements, problems } = readElements(answer.user_list, conversations)
    const items = elements.map(({ value }) => mapConversation(this.#owner, value))
    const ids = items.map(({ conversationId }) => conversationId)
    const inside = ids.map((id) => `messages ${id}`)
    const said = factsOf({
      kind: 'conversations',
      list: 'conversations',
      answer,
      query,
      ids,
      inside,
    })
    return {
      items: { conversations: items },
      said,
      problems: [
        ...problems,
        ...this.#emptyProblems(said, () => this.#held.conversations.length > 0),
      ],
    }
  }

  readMessages(answer: Fields, query: URLSearchParams): AnswerReading {
    const { elements, problems } = readElements(field(answer.data, 'messages'), messages)
    for (const { value } of elements) {
      const { message_type } = value
      if (messageTypeOf(message_type) === undefined) this.#warnOfType('message', message_type)
    }
    const items = elements.map(({ value }) => mapMessage(this.#owner, value))
    const conversationId = idIn(query, 'conversation_id')
    const said = factsOf({
      kind: 'messages',
      list: `messages ${conversationId}`,
      answer: answer.data,
      query,
      ids: items.map(({ messageId }) => messageId),
      inside: [],
    })
    const times = elements.map(({ value }) => value.created_at)
    return {
      items: { messages: items },
      said,
      problems: [
        ...problems,
        ...clockProblems(times),
        ...this.#emptyProblems(said, () =>
          this.#held.messages.some((message) => message.conversationId === conversationId),
        ),
      ],
    }
  }

  #readComments(
    answer: Fields,
    query: URLSearchParams,
    about: { kind: 'comments' | 'replies'; contentId: string | null; parentId: string | null },
  ): AnswerReading {
    const { kind, contentId, parentId } = about
    const { elements, problems } = readElements(answer.comments, comments)
    const items = elements.map(({ value }) => mapComment(this.#owner, value, contentId, parentId))
    const inside = items
      .filter(({ replyCount }) => replyCount !== null && replyCount > 0)
      .map(({ commentId }) => `replies ${commentId}`)
    const said = factsOf({
      kind,
      list: `${kind} ${parentId ?? contentId}`,
      answer,
      query,
      ids: items.map(({ commentId }) => commentId),
      inside: kind === 'comments' ? inside : [],
    })
    const times = elements.map(({ value }) => value.create_time)
    return {
      items: { comments: items },
      // Replies count in the total of the comments, which is thus no length of any list.
      said: { ...said, total: undefined },
      problems: [
        ...problems,
        ...clockProblems(times),
        // With a total of nothing the platform itself says that all are gone.
        ...this.#emptyProblems(said, () => said.total === undefined && this.#holdsOf(about)),
      ],
    }
  }

  #holdsOf({ contentId, parentId }: { contentId: string | null; parentId: string | null }) {
    return this.#held.comments.some(
      (comment) =>
        comment.parentCommentId === parentId &&
        (parentId !== null || comment.contentId === contentId),
    )
  }

  /** A list that is empty from its beginning, though its own total or an earlier visit says other. */
  #emptyProblems(said: AnswerReading['said'], wasFull: () => boolean): PageProblem[] {
    const { list, ids, from, total = 0 } = said
    if (from !== '0') return []
    if (ids.length > 0) {
      this.#empty.delete(list)
      return []
    }
    if (total > 0) {
      return [new PageProblem('incomplete', `The list ${list} is empty and says it has ${total}.`)]
    }
    if (!wasFull()) return []
    const times = (this.#empty.get(list) ?? 0) + 1
    this.#empty.set(list, times)
    if (times > timesUntilBelieved) return []
    return [new PageProblem('incomplete', `The list ${list} is empty; it was not before.`)]
  }

  get #held(): Collections {
    return this.toSyncFormat().data
  }

  get #owner() {
    return { accountId: this.accountId, platform: this.platform }
  }

  #warnOfType(kind: string, type: unknown): void {
    this.telemetry.log.warn(`A ${kind} has the unknown type ${String(type)}.`, {
      event: 'item.unknown_type',
      'hiscrm.account.id': this.accountId,
    })
  }
}

/** The second list, which goes with the works by id, and by place where it has ids of its own. */
function readMetrics(list: unknown) {
  const { elements, problems } = optionalElements(list, metricsOfWorks)
  const byId = new Map(elements.map(({ value }) => [value.id, value.metrics]))
  const byPlace = new Map(elements.map(({ value, place }) => [place, value.metrics]))
  return { problems, of: (id: string, place: number) => byId.get(id) ?? byPlace.get(place) }
}

/** A list that can be done without, and that costs no other. */
function optionalElements<T>(list: unknown, form: ElementForm<T>): ReadElements<T> {
  if (list === undefined) {
    const problem = new PageProblem('incomplete', `The answer has no list ${form.what}.`)
    return { elements: [], problems: [problem] }
  }
  try {
    return readElements(list, form)
  } catch (error) {
    return { elements: [], problems: [new PageProblem('incomplete', errorText(error))] }
  }
}

function clockProblems(times: readonly (number | null | undefined)[]): PageProblem[] {
  const off = times.filter(isFarOff)
  if (off.length === 0) return []
  return [
    new PageProblem('clock_off', `${off.length} of ${times.length} times are far off (${off[0]}).`),
  ]
}
