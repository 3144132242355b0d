/** What one call has a page do with one of its lists. */
export interface ListOrder {
  /** The list, and by which of the rows of another it is opened first. */
  list: string
  row?: { selector: string; place: number } | undefined
  /** What in the list is opened once it is complete. */
  replies?: RepliesOrder | undefined
  /** Limit of each single wait, in milliseconds. */
  limitMs: number
  /** After so many loads, or the limit of a wait, the call ends: the worker decides to go on. */
  mostLoads: number
}

export interface RepliesOrder {
  /** Buttons that each load replies, and may stay for more. */
  buttons: string
  /** In the element around a button: what it is told by, and where its replies come. */
  comment: string
  idAttribute: string
  list: string
  /** So many are clicked together. */
  mostTogether: number
  /** Ids of comments whose buttons are passed over. */
  passOver: readonly string[]
}

export interface ListState {
  /**
   * Why the call ended: `more` could be loaded, all is `complete`, there is no `row` or no `list`,
   * it is `loading` for too long, nothing `moves`, or the page shows an `error`.
   */
  end: 'more' | 'complete' | 'no row' | 'no list' | 'loading' | 'stuck' | 'error'
  /** The page's words. */
  error: string
  /** Comments whose replies did not come: with an error of the page, or not in time. */
  failedReplies: { id: string; isError: boolean }[]
}

/**
 * Has a page load a list to its end. It runs inside the page, where it goes on at the very change
 * that it waits for, so that nothing but loading takes time. Nothing outside of it is there, so it
 * names nothing that is not its own; and it catches nothing: what goes wrong is the worker's to tell.
 */
export async function driveList(order: ListOrder): Promise<ListState> {
  const { list, row, replies, limitMs, mostLoads } = order
  const rescrollMs = 50
  const endMs = performance.now() + limitMs
  const isEnough = (loads: number) => loads >= mostLoads || performance.now() > endMs
  const state = (end: ListState['end'], error = ''): ListState => ({
    end,
    error,
    failedReplies: [],
  })
  /** Whether it came about within the limit. */
  const until = (isOver: () => boolean): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (is: boolean) => {
        observer.disconnect()
        clearTimeout(timer)
        resolve(is)
      }
      const observer = new MutationObserver(() => {
        if (isOver()) end(true)
      })
      const timer = setTimeout(() => end(isOver()), limitMs)
      observer.observe(document, { subtree: true, childList: true, attributes: true })
      if (isOver()) end(true)
    })
  const isLoading = (box: Element) => box.getAttribute('data-loading') === 'true'
  const isAt = (box: Element, name: string) => box.hasAttribute(`data-${name}`)
  const scrollOn = (box: Element) => {
    const { scrollTop } = box
    box.scrollTop = box.scrollHeight
    // A list that is shorter than its box is told as a wheel would tell it.
    if (box.scrollTop === scrollTop) box.dispatchEvent(new Event('scroll'))
  }
  /** Whether a list has more than before, or says that there is none, after a scroll to its end. */
  const loadMore = async (box: Element): Promise<boolean> => {
    const before = box.childElementCount
    let hasBegun = false
    // The page may still be about to scroll it to where it wants it.
    const timer = setInterval(() => {
      if (!hasBegun) scrollOn(box)
    }, rescrollMs)
    await new Promise((resolve) => setTimeout(resolve, 0))
    scrollOn(box)
    const hasMoved = await until(() => {
      const now = document.querySelector(list)
      if (now === null) return false
      hasBegun ||= isLoading(now)
      return now.childElementCount !== before || isAt(now, 'complete') || isAt(now, 'error')
    })
    clearInterval(timer)
    return hasMoved
  }
  const loadOn = async (): Promise<ListState> => {
    for (let loads = 0; ; loads++) {
      const isSettled = await until(() => {
        const box = document.querySelector(list)
        return box !== null && !isLoading(box)
      })
      const box = document.querySelector(list)
      if (box === null) return state('no list')
      if (!isSettled) return state('loading')
      if (isAt(box, 'error')) return state('error', box.getAttribute('data-error') ?? '')
      if (box.getAttribute('data-complete') === 'true') return state('complete')
      if (isEnough(loads)) return state('more')
      if (!(await loadMore(box))) return state(isLoading(box) ? 'loading' : 'stuck')
    }
  }
  const openReplies = async (about: RepliesOrder): Promise<ListState> => {
    const idOf = (button: Element) =>
      button.closest(about.comment)?.getAttribute(about.idAttribute) ?? ''
    const failed = new Set(about.passOver)
    const all = state('complete')
    for (let loads = 0; ; ) {
      const buttons = [...document.querySelectorAll(about.buttons)]
        .filter((button) => !failed.has(idOf(button)))
        .slice(0, about.mostTogether)
      if (buttons.length === 0) return all
      if (isEnough(loads)) return { ...all, end: 'more' }
      loads += buttons.length
      await Promise.all(
        buttons.map(async (button) => {
          const around = button.closest(about.comment) ?? document
          const box = around.querySelector(about.list) ?? undefined
          const count = () =>
            box?.childElementCount ?? around.querySelectorAll(about.comment).length
          const before = count()
          const isError = () => box !== undefined && isAt(box, 'error')
          const isIdle = () =>
            !button.matches('[disabled]') && (box === undefined || !isLoading(box))
          if (button instanceof HTMLElement) button.click()
          const hasCome = await until(
            () => isIdle() && (!button.isConnected || count() !== before || isError()),
          )
          if (hasCome && !isError()) return
          failed.add(idOf(button))
          all.failedReplies.push({ id: idOf(button), isError: isError() })
        }),
      )
    }
  }
  if (row !== undefined) {
    const find = () => document.querySelectorAll(row.selector)[row.place]
    await until(() => find() !== undefined)
    const element = find()
    if (!(element instanceof HTMLElement)) return state('no row')
    element.click()
  }
  const loaded = await loadOn()
  if (loaded.end !== 'complete' || replies === undefined) return loaded
  return openReplies(replies)
}
