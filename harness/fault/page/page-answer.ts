/** An answer to a request of a page, as page faults see and alter it. */

export interface PageAnswer {
  readonly status: number
  /** Name and value, in order. */
  readonly headers: readonly (readonly [string, string])[]
  readonly mimeType: string
  readonly body: Buffer
  /** It begins so much later. */
  readonly delayMs?: number
  /** Its head and the first half of its body come, and then nothing more, for ever. */
  readonly endless?: boolean
  /** The connection ends after so many bytes of the body; the head promises all of them. */
  readonly cutAfterBytes?: number
  /** Of a redirect: what the address that it names is answered. */
  readonly leadsTo?: PageAnswer
}

/** What was asked for: the page itself, what its script asks, its scripts; or a picture and the like. */
export type PagePart = 'document' | 'api' | 'script' | 'other'

/** One request of a page. */
export interface PageQuestion {
  readonly accountId: string
  readonly method: string
  readonly url: URL
  readonly part: PagePart
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** What an alteration may look at besides the answer. */
export interface AnswerContext extends PageQuestion {
  /**
   * The answers for the pages of this list before this one, unaltered, in order: since its first
   * page was asked for, or the first page fault came.
   */
  readonly earlier: readonly PageAnswer[]
}

/** One page fault in force. */
export interface Alteration {
  /** The fault as the journal names it. */
  readonly fault: string
  /** It shows only in a page that is really drawn and scripted. */
  readonly needsBrowser: boolean
  /** A page that got such an answer may ask for what does not exist. */
  readonly misleads: boolean
  /** What becomes of an answer; undefined where it is left alone. */
  alter(answer: PageAnswer, context: AnswerContext): PageAnswer | undefined
  /** Told the first time that anything was altered. */
  touched(): void
}
