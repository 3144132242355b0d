/** Errors of a disk, with the message and the fields that Node's own have. */

/** What Node's file functions throw. */
export class FileError extends Error {
  readonly code: 'ENOSPC' | 'EIO'
  readonly errno: number
  readonly syscall: string

  constructor(code: 'ENOSPC' | 'EIO', syscall: string) {
    super(`${code}: ${code === 'EIO' ? 'i/o error' : 'no space left on device'}, ${syscall}`)
    this.code = code
    // As on Linux.
    this.errno = code === 'EIO' ? -5 : -28
    this.syscall = syscall
  }
}

/** SQLite's SQLITE_IOERR_READ and SQLITE_IOERR_WRITE, as node:sqlite throws them. */
export class DatabaseIoError extends Error {
  readonly code = 'ERR_SQLITE_ERROR'
  readonly errcode: number
  readonly errstr = 'disk I/O error'

  constructor(access: 'read' | 'write') {
    super('disk I/O error')
    this.errcode = access === 'read' ? 266 : 778
  }
}

export function isDatabaseFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 13
}
