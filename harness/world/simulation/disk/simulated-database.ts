/**
 * A database of a simulated disk: real SQLite, in memory, so that the same bytes come of the same
 * calls. It stands for one in WAL mode, whatever `journal_mode` says here.
 *
 * - A killed process loses its open transaction, and nothing that it had committed.
 * - A loss of power takes back what was not synced, as `PRAGMA synchronous` has it: with FULL every
 *   commit is; with NORMAL those before the last checkpoint (here: an explicit one, or the closing
 *   of the database); with OFF none. A real disk may keep more, and with OFF it may keep a broken
 *   file: that is not shown.
 * - On a full disk the file cannot grow (SQLITE_FULL by `max_page_count`); what still fits into its
 *   pages is written, which a real write-ahead log would have no room for.
 * - A failing disk fails every call, also one that a real SQLite would answer from its cache. As
 *   there, an open transaction is rolled back by it.
 *
 * One connection at a time; SQL's own clock and chance are real ones and must not be used.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { HostDatabase, HostStatement, SqlValue } from '../../../../system/shared/host.ts'
import { DatabaseIoError, isDatabaseFull } from './disk-errors.ts'
import type { DiskTroubles } from './disk-troubles.ts'

/** A database at rest. */
export interface DatabaseFile {
  /** Undefined as long as it is empty. */
  bytes: Uint8Array | undefined
  /** What a loss of power leaves of it, where that is not all. */
  synced: { bytes: Uint8Array | undefined } | undefined
}

const off = 0
const full = 2
const pagesMax = 4_294_967_294

export class SimulatedDatabase implements HostDatabase {
  readonly #file: DatabaseFile
  readonly #troubles: DiskTroubles
  readonly #database = new DatabaseSync(':memory:')
  #open = true
  #limited = false
  /** PRAGMA synchronous when the present transaction began. */
  #level = full

  constructor(file: DatabaseFile, troubles: DiskTroubles) {
    this.#file = file
    this.#troubles = troubles
    if (file.bytes !== undefined) this.#database.deserialize(file.bytes)
  }

  get isOpen(): boolean {
    return this.#open
  }

  get isTransaction(): boolean {
    return this.#open && this.#database.isTransaction
  }

  exec(sql: string): void {
    this.#call('write', () => this.#database.exec(sql), undefined)
    if (/wal_checkpoint/i.test(sql)) this.#checkpoint()
  }

  prepare(sql: string): HostStatement {
    const statement = this.#call('read', () => this.#database.prepare(sql), undefined)
    return {
      run: (...values) => {
        this.#call('write', () => statement?.run(...values), undefined)
      },
      get: (...values) => this.#call('read', () => statement?.get(...values), undefined),
      all: (...values) => this.#call('read', () => statement?.all(...values) ?? [], []),
      iterate: (...values) => this.#call('read', () => rowsOf(statement, values), []),
    }
  }

  close(): void {
    if (!this.#open) return
    this.#checkpoint()
    this.kill()
  }

  /** The process that has it open is no more; whatever of it still calls reaches nothing. */
  kill(): void {
    if (!this.#open) return
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#file.bytes = this.#database.serialize()
    this.#open = false
    this.#database.close()
  }

  #call<T>(access: 'read' | 'write', work: () => T, afterDeath: T): T {
    if (!this.#open) return afterDeath
    if (this.#troubles.failing) this.#failIo(access)
    this.#limit()
    this.#noteSynced()
    try {
      return work()
    } catch (error) {
      if (this.#limited && isDatabaseFull(error)) this.#troubles.feltFull()
      throw error
    } finally {
      const committed = access === 'write' && !this.#database.isTransaction
      if (committed && this.#level >= full) this.#file.synced = undefined
    }
  }

  #failIo(access: 'read' | 'write'): never {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#troubles.feltFailing()
    throw new DatabaseIoError(access)
  }

  /** A number of pages below the present one is taken for that one. */
  #limit(): void {
    if (this.#limited === this.#troubles.full) return
    this.#limited = this.#troubles.full
    this.#database.exec(`PRAGMA max_page_count = ${this.#limited ? 1 : pagesMax}`)
  }

  /** Before anything that may not be synced, what is. */
  #noteSynced(): void {
    if (this.#database.isTransaction) return
    this.#level = this.#synchronous()
    if (this.#level >= full) return
    this.#file.synced ??= { bytes: this.#database.serialize() }
  }

  #checkpoint(): void {
    if (this.#open && this.#synchronous() !== off) this.#file.synced = undefined
  }

  #synchronous(): number {
    return Number(this.#database.prepare('PRAGMA synchronous').get()?.synchronous)
  }
}

function rowsOf(statement: StatementSync | undefined, values: readonly SqlValue[]) {
  return statement?.iterate(...values) ?? []
}
