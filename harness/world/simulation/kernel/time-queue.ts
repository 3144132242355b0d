/** Something that is due at a time; without work once it is done or cancelled. */
export interface Due {
  readonly atMs: number
  /** Tells those of the same millisecond apart: the earlier pushed comes first. */
  readonly order: number
  work: (() => void) | undefined
}

/** What is due, earliest first: a binary heap in an array. */
export class TimeQueue {
  readonly #heap: Due[] = []
  #count = 0
  #pushed = 0

  /** How much is due and not cancelled. */
  get count(): number {
    return this.#count
  }

  push(atMs: number, work: () => void): Due {
    const due: Due = { atMs, order: this.#pushed++, work }
    this.#count += 1
    this.#rise(due, this.#heap.length)
    return due
  }

  /** It leaves the heap when its time comes; most are cancelled shortly before. */
  cancel(due: Due): void {
    if (due.work === undefined) return
    due.work = undefined
    this.#count -= 1
  }

  /** Takes the earliest out; undefined if nothing is due any more. */
  take(): { atMs: number; work: () => void } | undefined {
    for (;;) {
      const due = this.#removeFirst()
      if (due === undefined) return undefined
      const { atMs, work } = due
      if (work === undefined) continue
      due.work = undefined
      this.#count -= 1
      return { atMs, work }
    }
  }

  #removeFirst(): Due | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) this.#sink(last)
    return first
  }

  /** Puts it at a free place at the end, then up to where it belongs. */
  #rise(due: Due, free: number): void {
    const heap = this.#heap
    let place = free
    while (place > 0) {
      const above = (place - 1) >>> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, due)) break
      heap[place] = parent
      place = above
    }
    heap[place] = due
  }

  /** Puts it at the free place on top, then down to where it belongs. */
  #sink(due: Due): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const [one, other] = [heap[left], heap[left + 1]]
      if (one === undefined) break
      const right = other !== undefined && isBefore(other, one)
      const child = right ? other : one
      if (isBefore(due, child)) break
      heap[place] = child
      place = right ? left + 1 : left
    }
    heap[place] = due
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
