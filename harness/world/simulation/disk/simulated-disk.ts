/** The disk of a simulated host. It outlives the host's processes; see the two kinds of files. */
import { databaseNotOpened } from '../../../../system/shared/files-below.ts'
import type { Host } from '../../../../system/shared/host.ts'
import { FileError } from './disk-errors.ts'
import { DiskTroubles } from './disk-troubles.ts'
import { type DatabaseFile, SimulatedDatabase } from './simulated-database.ts'
import { SimulatedFiles } from './simulated-files.ts'

/** What one process has of it. */
export type MountedDisk = Pick<Host, 'dataDir' | 'files' | 'openDatabase'>

interface Mount {
  databases: Map<string, SimulatedDatabase>
}

export class SimulatedDisk {
  readonly #dataDir: string
  readonly #troubles = new DiskTroubles()
  readonly #files = new SimulatedFiles(this.#troubles)
  readonly #databases = new Map<string, DatabaseFile>()
  #mount: Mount | undefined

  constructor(hostName: string) {
    this.#dataDir = `/${hostName}`
  }

  /** For a new process; one that was there before is at its end. */
  mount(): MountedDisk {
    this.processEnded()
    const mount: Mount = { databases: new Map() }
    this.#mount = mount
    return {
      dataDir: this.#dataDir,
      files: this.#files.view(() => this.#mount === mount),
      openDatabase: (name) => this.#open(mount, name),
    }
  }

  /** However it ended: what it left open is closed as the operating system would. */
  processEnded(): void {
    for (const database of this.#mount?.databases.values() ?? []) database.kill()
    this.#mount = undefined
  }

  /** Takes back what was not synced; the host's process must have ended. */
  losePower(): void {
    this.processEnded()
    this.#files.losePower()
    for (const file of this.#databases.values()) {
      if (file.synced !== undefined) file.bytes = file.synced.bytes
      file.synced = undefined
    }
  }

  /** Nothing more fits on it, until it is healed. @param touched told once, at the first refusal */
  fill(touched: () => void): () => void {
    return this.#troubles.fill(touched)
  }

  /** Nothing can be read or written, until it is healed. */
  fail(touched: () => void): () => void {
    return this.#troubles.fail(touched)
  }

  #open(mount: Mount, name: string): SimulatedDatabase {
    const path = `${this.#dataDir}/${name}`
    if (this.#troubles.failing) {
      this.#troubles.feltFailing()
      throw databaseNotOpened(path, new FileError('EIO', 'open'))
    }
    if (mount.databases.get(name)?.isOpen) {
      throw new Error(`Could not open ${path} twice: a simulated database has one connection.`)
    }
    const kept = this.#databases.get(name) ?? emptyFile()
    // A process that is dead and still calls reaches nothing.
    const dead = mount !== this.#mount
    const database = new SimulatedDatabase(dead ? emptyFile() : kept, this.#troubles)
    if (dead) database.kill()
    else {
      this.#databases.set(name, kept)
      mount.databases.set(name, database)
    }
    return database
  }
}

function emptyFile(): DatabaseFile {
  return { bytes: undefined, synced: undefined }
}
