/** A process's small files and databases on a real disk, below its data folder. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { errorText, OperatorError } from './errors.ts'
import type { HostDatabase, HostFiles } from './host.ts'

/** Files below a folder; see HostFiles. */
export function filesBelow(dataDir: string): HostFiles {
  return {
    read(name) {
      const path = pathBelow(dataDir, name)
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined
    },
    write(name, text, options = {}) {
      const path = pathBelow(dataDir, name)
      mkdirSync(dirname(path), { recursive: true })
      // Beside the old one first: whatever happens meanwhile, one of the two is whole.
      writeSynced(`${path}.new`, text, options.private ? 0o600 : 0o644)
      renameSync(`${path}.new`, path)
      syncFolder(dirname(path))
    },
    append(name, text, { maxBytes }) {
      const path = pathBelow(dataDir, name)
      mkdirSync(dirname(path), { recursive: true })
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      if (size > 0 && size + Buffer.byteLength(text) > maxBytes) renameSync(path, `${path}.1`)
      appendFileSync(path, text)
    },
  }
}

/** Opens a database below a folder; see Host.openDatabase. */
export function openDatabaseBelow(dataDir: string, name: string): HostDatabase {
  const path = pathBelow(dataDir, name)
  try {
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true })
      // SQLite gives the files that it puts beside this one the same mode.
      closeSync(openSync(path, 'a', 0o600))
      syncFolder(dirname(path))
    }
    return new DatabaseSync(path)
  } catch (error) {
    throw databaseNotOpened(path, error)
  }
}

export function databaseNotOpened(path: string, error: unknown): OperatorError {
  return new OperatorError(
    `Could not open the database ${path}: ${errorText(error)}. See that this user can read and write it and its folder, or set DATA_DIR to another folder.`,
    { cause: error },
  )
}

function pathBelow(dataDir: string, name: string): string {
  if (isAbsolute(name) || name.split(/[/\\]/).includes('..')) {
    throw new Error(`Could not use the file name ${name}: it leads out of the data folder.`)
  }
  return join(dataDir, name)
}

function writeSynced(path: string, text: string, mode: number): void {
  const file = openSync(path, 'w', mode)
  try {
    // One that was left behind may have another mode.
    fchmodSync(file, mode)
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Only then is a file's name as lasting as its text; Windows knows no such thing. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
