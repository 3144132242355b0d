/**
 * The small files of a simulated disk. `write` is synced before it returns and `append` is not, as
 * HostFiles promises; so a loss of power takes back what was only added. The real one may keep any
 * part of it: the worst case is simulated.
 */
import type { HostFiles } from '../../../../system/shared/host.ts'
import { FileError } from './disk-errors.ts'
import type { DiskTroubles } from './disk-troubles.ts'

interface File {
  text: string | undefined
  /** What a loss of power leaves of it. */
  synced: string | undefined
}

export class SimulatedFiles {
  readonly #files = new Map<string, File>()
  readonly #troubles: DiskTroubles

  constructor(troubles: DiskTroubles) {
    this.#troubles = troubles
  }

  /** As a process sees them; for a dead one nothing is there, and nothing is written. */
  view(alive: () => boolean): HostFiles {
    return {
      read: (name) => (alive() ? this.#read(name) : undefined),
      write: (name, text) => {
        if (alive()) this.#write(name, text)
      },
      append: (name, text, { maxBytes }) => {
        if (alive()) this.#append(name, text, maxBytes)
      },
    }
  }

  losePower(): void {
    for (const file of this.#files.values()) file.text = file.synced
  }

  #read(name: string): string | undefined {
    this.#check('read')
    return this.#files.get(name)?.text
  }

  #write(name: string, text: string): void {
    this.#check('write')
    this.#files.set(name, { text, synced: text })
  }

  #append(name: string, text: string, maxBytes: number): void {
    this.#check('write')
    const before = this.#file(name)
    const old = before.text ?? ''
    const full = old !== '' && Buffer.byteLength(old) + Buffer.byteLength(text) > maxBytes
    if (full) this.#file(`${name}.1`).text = old
    before.text = full ? text : old + text
  }

  #file(name: string): File {
    const file = this.#files.get(name) ?? { text: undefined, synced: undefined }
    this.#files.set(name, file)
    return file
  }

  #check(syscall: 'read' | 'write'): void {
    if (this.#troubles.failing) {
      this.#troubles.feltFailing()
      throw new FileError('EIO', syscall)
    }
    if (syscall === 'write' && this.#troubles.full) {
      this.#troubles.feltFull()
      throw new FileError('ENOSPC', syscall)
    }
  }
}
