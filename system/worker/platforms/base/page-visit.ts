import { isBlocking, PageProblem } from './page-problem.ts'

/** What one answer says of the list that it is a page of. */
export interface AnswerFacts {
  /** What it is a list of, such as `comments`. */
  kind: string
  /** Which list, such as `comments 7425115667711188089`. */
  list: string
  /** Where it was asked from; `0` for its beginning. */
  from: string
  /** Where it goes on; undefined where it ends. */
  next: string | undefined
  ids: readonly string[]
  /** How long the whole list is, where it says so. */
  total: number | undefined
  /** The lists that belong to its elements, such as `replies 7424476062625631265`. */
  inside: readonly string[]
}

/** So many answers in a row that bring nothing new, and a list has no end. */
const staleAnswers = 3

/** One visit of one part of the crawl: what came, what went wrong, what is missing at its end. */
export class PageVisit {
  readonly part: string
  /** What the answers met. */
  readonly problems: PageProblem[] = []
  /** What went wrong with driving the page. */
  readonly failures: PageProblem[] = []
  readonly answers: AnswerFacts[] = []
  /** It went through to its end. */
  isWhole = false
  #endless: PageProblem[] = []

  constructor(part: string) {
    this.part = part
  }

  /** What makes it useless, or worse, to go on. */
  get blocker(): PageProblem | undefined {
    return [...this.problems, ...this.failures].find(isBlocking)
  }

  /** Whether all answers were read, at least in part: else what is missing has its reason. */
  get isReadWhole(): boolean {
    return this.problems.every(({ problem }) => problem === 'incomplete' || problem === 'clock_off')
  }

  /** Notes what went wrong with driving the page, once, and not what an answer met already. */
  fail(problem: PageProblem): void {
    if (!this.problems.includes(problem) && !this.failures.includes(problem)) {
      this.failures.push(problem)
    }
  }

  /** The failures that no problem of an answer has led to. */
  get ownFailures(): PageProblem[] {
    if (this.problems.length === 0) return this.failures
    return this.failures.filter(({ problem }) => problem !== 'page_error')
  }

  /** How many lists without an end there have been so far. */
  get endlessLists(): number {
    return this.#endless.length
  }

  /**
   * Throws where a list is not to be loaded any further.
   *
   * @param before `endlessLists` when it was begun
   */
  requireGoingOn(before: number): void {
    const reason = this.blocker ?? this.#endless[before]
    if (reason !== undefined) throw reason
  }

  /** Takes what a new answer says; a problem where its list turns out to have no end. */
  take(facts: AnswerFacts): PageProblem | undefined {
    this.answers.push(facts)
    const complaint = this.#endlessness(facts)
    if (complaint === undefined) return undefined
    const problem = new PageProblem('endless_list', `The list ${facts.list} ${complaint}.`)
    this.#endless.push(problem)
    return problem
  }

  #endlessness({ list, from, next }: AnswerFacts): string | undefined {
    if (next === undefined) return undefined
    if (next === from) return `goes on where it was asked from, at ${next}`
    const run = this.#latestRun(list)
    if (run.some((answer) => answer.from === next)) return `goes back to ${next}`
    const recent = run.slice(-staleAnswers)
    if (recent.length < staleAnswers || run.length === staleAnswers) return undefined
    const before = new Set(run.slice(0, -staleAnswers).flatMap(({ ids }) => ids))
    const isStale = recent.every(({ ids }) => ids.every((id) => before.has(id)))
    return isStale ? `has brought nothing new in ${staleAnswers} answers` : undefined
  }

  /** The answers of a list since it was last begun. */
  #latestRun(list: string): AnswerFacts[] {
    const all = this.answers.filter((answer) => answer.list === list)
    return all.slice(
      Math.max(
        0,
        all.findLastIndex(({ from }) => from === '0'),
      ),
    )
  }

  /**
   * What is missing of a visit that went through to its end.
   *
   * @param opened the kinds of list whose elements are opened one by one in this part
   */
  review(opened: readonly string[]): PageProblem[] {
    const asked = new Map<string, Set<string>>()
    for (const { list, from } of this.answers) {
      const places = asked.get(list)
      if (places === undefined) asked.set(list, new Set([from]))
      else places.add(from)
    }
    const unasked = this.answers.filter(
      ({ list, next }) => next !== undefined && !asked.get(list)?.has(next),
    )
    const unopened = this.answers
      .filter(({ kind }) => opened.includes(kind))
      .flatMap(({ inside }) => inside)
      .filter((list) => !asked.has(list))
    return [
      ...told(unasked, (all) => `The page did not load the rest of ${all}.`),
      ...told(
        [...new Set(unopened)].map((list) => ({ list })),
        (all) => `The page shows fewer rows than the answers have: nothing asked for ${all}.`,
      ),
      ...this.#short(),
    ]
  }

  /** Lists of which fewer came than they say they have. */
  #short(): PageProblem[] {
    const totals = this.answers.filter(({ total }) => total !== undefined)
    return [...Map.groupBy(totals, ({ list }) => list)].flatMap(([list, answers]) => {
      const total = Math.min(...answers.map((answer) => answer.total ?? 0))
      const count = new Set(answers.flatMap(({ ids }) => ids)).size
      if (count >= total) return []
      return [new PageProblem('incomplete', `${count} of the ${total} elements of ${list} came.`)]
    })
  }
}

function told(
  lists: readonly { list: string }[],
  sentence: (all: string) => string,
): PageProblem[] {
  const [first] = lists
  if (first === undefined) return []
  const more = lists.length === 1 ? '' : ` and ${lists.length - 1} more`
  return [new PageProblem('incomplete', sentence(`${first.list}${more}`))]
}
