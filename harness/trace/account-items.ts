export type AccountItem = readonly [account: string, item: string]

/**
 * Items of several accounts. The same recording may be played to more than one, so an item is an
 * account's own. What names no account (a trace from elsewhere need not) has the name `''`, and may
 * be of any.
 */
export class AccountItems {
  readonly #byAccount = new Map<string, Set<string>>()
  /** Of all accounts; worked out when it is asked for. */
  #anywhere: Set<string> | undefined

  /** An account without items counts as one too. */
  add(account: string, items: Iterable<string>): void {
    this.#anywhere = undefined
    const known = this.#byAccount.get(account)
    if (known === undefined) this.#byAccount.set(account, new Set(items))
    else for (const item of items) known.add(item)
  }

  has(account: string, item: string): boolean {
    if (account === '') return this.#ofAny().has(item)
    const isIn = (name: string) => this.#byAccount.get(name)?.has(item) === true
    return isIn(account) || isIn('')
  }

  /** The accounts that are named. */
  get accounts(): string[] {
    return [...this.#byAccount.keys()].filter((account) => account !== '')
  }

  /** The same item of two accounts is two items. */
  get size(): number {
    return sum(this.#byAccount.values())
  }

  /** How many items are of these accounts, or may be. */
  sizeOf(accounts: readonly string[]): number {
    return sum(['', ...accounts].map((account) => this.#byAccount.get(account) ?? none))
  }

  minus(others: AccountItems): AccountItems {
    const rest = new AccountItems()
    for (const [account, items] of this.#byAccount) {
      const left = [...items].filter((item) => !others.has(account, item))
      if (left.length > 0) rest.add(account, left)
    }
    return rest
  }

  *[Symbol.iterator](): Generator<AccountItem> {
    for (const [account, items] of this.#byAccount) for (const item of items) yield [account, item]
  }

  #ofAny(): ReadonlySet<string> {
    const [only, ...others] = this.#byAccount.values()
    if (others.length === 0) return only ?? none
    this.#anywhere ??= new Set([...this.#byAccount.values()].flatMap((items) => [...items]))
    return this.#anywhere
  }
}

const none: ReadonlySet<string> = new Set()

function sum(sets: Iterable<ReadonlySet<string>>): number {
  return [...sets].reduce((total, { size }) => total + size, 0)
}
