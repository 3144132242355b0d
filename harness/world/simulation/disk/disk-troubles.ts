/** Faults of one disk that are in force now; several of a kind may be, and heal in any order. */
export class DiskTroubles {
  readonly #full = new Set<() => void>()
  readonly #failing = new Set<() => void>()

  get full(): boolean {
    return this.#full.size > 0
  }

  get failing(): boolean {
    return this.#failing.size > 0
  }

  fill(touched: () => void): () => void {
    return put(this.#full, touched)
  }

  fail(touched: () => void): () => void {
    return put(this.#failing, touched)
  }

  /** Something was refused because the disk is full. */
  feltFull(): void {
    for (const touched of this.#full) touched()
  }

  feltFailing(): void {
    for (const touched of this.#failing) touched()
  }
}

function put(troubles: Set<() => void>, touched: () => void): () => void {
  let told = false
  const trouble = () => {
    if (!told) touched()
    told = true
  }
  troubles.add(trouble)
  return () => {
    troubles.delete(trouble)
  }
}
