/** The store on disk: every item of every account, in an SQLite database. */
import { z } from 'zod'
import { errorText, OperatorError } from '../shared/errors.ts'
import type { Host, HostDatabase, HostStatement } from '../shared/host.ts'
import {
  type CollectionName,
  collectionNames,
  collectionsSchema,
} from '../shared/protocol/models.ts'
import { parseJson } from '../shared/settings.ts'
import { entriesOf, noItems, type StoreChange, type StoredAccount } from './stored-account.ts'

const fileName = 'store.sqlite'
/** Of the schema below, in PRAGMA user_version; 0 is a database that was just made. */
const schemaVersion = 1

/** Only one Master may use it, and what it has committed outlives a loss of power. */
const settings = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;`

const schema = `
  CREATE TABLE account (
    account_id TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    last_update INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE item (
    position INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (account_id),
    collection TEXT NOT NULL,
    ref TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (account_id, ref)
  ) STRICT;
  PRAGMA user_version = ${schemaVersion};`

const accountRow = z.object({
  account_id: z.string(),
  platform: z.string(),
  last_update: z.number(),
})
const itemRow = z.object({
  account_id: z.string(),
  collection: z.enum(collectionNames),
  ref: z.string(),
  data: z.string(),
})

export class StoreDatabase implements Disposable {
  readonly #path: string
  readonly #database: HostDatabase
  readonly #putAccount: HostStatement
  readonly #putItem: HostStatement

  /** Opens the database in the data folder. @throws OperatorError where it cannot be used. */
  constructor(host: Pick<Host, 'dataDir' | 'openDatabase'>) {
    this.#path = `${host.dataDir}/${fileName}`
    this.#database = host.openDatabase(fileName)
    try {
      this.#prepareFile()
      this.#putAccount = this.#database.prepare(
        `INSERT INTO account (account_id, platform, last_update) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET platform = excluded.platform, last_update = excluded.last_update`,
      )
      this.#putItem = this.#database.prepare(
        `INSERT INTO item (account_id, collection, ref, data) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, ref) DO UPDATE SET data = excluded.data`,
      )
    } catch (error) {
      this.#database.close()
      throw this.#unusable(error)
    }
  }

  /** Everything in it. @throws OperatorError where something cannot be read; nothing is changed. */
  load(): Map<string, StoredAccount> {
    try {
      return this.#load()
    } catch (error) {
      throw this.#unusable(error)
    }
  }

  /**
   * Writes a change, as a whole or not at all; once this returns it outlives a loss of power.
   * @throws Error with a sentence, if the disk does not take it.
   */
  write(change: StoreChange): void {
    const { accountId, platform, lastUpdate, items } = change
    const entries = [...entriesOf(items)]
    try {
      this.#transaction(() => {
        this.#putAccount.run(accountId, platform, lastUpdate)
        for (const { collection, ref, item } of entries) {
          this.#putItem.run(accountId, collection, ref, JSON.stringify(item))
        }
      })
    } catch (error) {
      throw new Error(
        `Could not write ${entries.length} items of ${accountId} to ${fileName}: ${errorText(error)}`,
        { cause: error },
      )
    }
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  #prepareFile(): void {
    this.#database.exec(settings)
    const found = this.#database.prepare('PRAGMA quick_check(1)').get()?.quick_check
    if (found !== 'ok') throw new DamageError(String(found))
    const version = this.#database.prepare('PRAGMA user_version').get()?.user_version
    if (version === 0) this.#transaction(() => this.#database.exec(schema))
    else if (version !== schemaVersion) {
      throw new OperatorError(
        `Could not use the store in ${this.#path}: it was written by another version of Master (schema ${version}, this one knows ${schemaVersion}). Start that version, or set DATA_DIR to another folder.`,
      )
    }
  }

  #load(): Map<string, StoredAccount> {
    const accounts = new Map<string, StoredAccount>()
    for (const row of this.#database.prepare('SELECT * FROM account ORDER BY rowid').iterate()) {
      const { account_id, platform, last_update } = accountRow.parse(row)
      accounts.set(account_id, { platform, lastUpdate: last_update, ...noItems() })
    }
    for (const row of this.#database.prepare('SELECT * FROM item ORDER BY position').iterate()) {
      const { account_id, collection, ref, data } = itemRow.parse(row)
      const account = accounts.get(account_id)
      if (account === undefined) throw new DamageError(`${ref} has no account`)
      putItem(account, collection, ref, data)
    }
    return accounts
  }

  #transaction(work: () => void): void {
    // One that could not even be rolled back then, by a failing disk, would stand in the way.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #unusable(error: unknown): OperatorError {
    if (error instanceof OperatorError) return error
    return new OperatorError(
      `Could not use the store in ${this.#path}: ${errorText(error)}. ${cure(error)}`,
      { cause: error },
    )
  }
}

/** The database can be read, but what it holds is not what was written. */
class DamageError extends Error {
  override readonly name = 'DamageError'
}

function putItem(
  account: StoredAccount,
  collection: CollectionName,
  ref: string,
  data: string,
): void {
  const parsed = collectionsSchema.shape[collection].element.safeParse(parseJson(data))
  if (!parsed.success) throw new DamageError(`${ref} is not as an item has to be`)
  // The map and the schema are of the same collection, which the type of an index cannot say.
  const items: Map<string, unknown> = account[collection]
  items.set(ref, parsed.data)
}

/** What to try, by SQLite's primary result code (sqlite.org/rescode.html). */
function cure(error: unknown): string {
  const result = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  if (result === 5)
    return 'Another Master uses it: stop that one, or set DATA_DIR to another folder.'
  if (result === 13) return 'Make room on its disk, then start Master again; nothing was lost.'
  if (result === 11 || result === 26 || error instanceof DamageError || error instanceof z.ZodError)
    return `It is left as it is. Put a good copy in its place, or move it away together with ${fileName}-wal: Master then begins with an empty store, which the workers fill.`
  return 'It is left as it is. See that its disk is well and that this user can read and write it, then start Master again.'
}
