/**
 * The port through which the system meets its world. Production code asks its Host for everything
 * that lies outside: sockets, browser, disk, child processes, environment, output, its own end.
 * The real one is `realHost()`; a simulation brings its own.
 */
import type { Agent, Server } from 'node:http'
import type { BrowserContext } from 'playwright-core'
import type { TelemetrySink } from './telemetry-sink.ts'

/** How a browser context for one account is opened. */
export interface BrowserRequest {
  /** Names the profile folder below the data folder. */
  profile: string
  headless: boolean
  /** Path of the Chromium to start; undefined lets Playwright choose its own. */
  executablePath?: string | undefined
  /** Further Chromium switches. */
  args?: readonly string[]
  proxy?: { server: string; username?: string; password?: string } | undefined
}

/** How a child process is started. It gets exactly this environment and no more. */
export interface SpawnRequest {
  /** Node switches and the script, as given to the current Node. */
  args: readonly string[]
  env: Readonly<Record<string, string>>
  cwd?: string
}

export interface ChildProcess {
  readonly pid: number
  /** Each line the child prints, without its line end. */
  onLine(listener: (stream: 'stdout' | 'stderr', line: string) => void): void
  /** Resolves once the child has ended and all its output was given to `onLine`. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>
  /** SIGTERM when `kind` is `leave`, SIGKILL when it is `kill`. */
  signal(kind: 'leave' | 'kill'): void
}

/**
 * Small text files below the data folder. A name is a relative path without `..`. Failures of the
 * disk are thrown as Node's own errors (ENOSPC, EIO, EACCES).
 */
export interface HostFiles {
  /** The whole text, or undefined where there is no such file. */
  read(name: string): string | undefined
  /**
   * Replaces the file, as a whole or not at all; a private one is readable by its owner only (mode
   * 0600). Once it returns, the text outlives a loss of power.
   */
  write(name: string, text: string, options?: { private?: boolean }): void
  /**
   * Adds text; past `maxBytes` the file is moved to `<name>.1` first, so two are kept at most. What
   * was added last may be gone after a loss of power.
   */
  append(name: string, text: string, options: { maxBytes: number }): void
}

export type SqlValue = null | number | bigint | string | Uint8Array
export type SqlRow = Record<string, SqlValue>

/** A statement of SQL, compiled. Values take the places of its question marks, in order. */
export interface HostStatement {
  run(...values: SqlValue[]): void
  get(...values: SqlValue[]): SqlRow | undefined
  all(...values: SqlValue[]): SqlRow[]
  iterate(...values: SqlValue[]): Iterable<SqlRow>
}

/**
 * An SQLite database. Every call is done when it returns. Failures are thrown as node:sqlite's own
 * errors: `code` is ERR_SQLITE_ERROR, `errcode` SQLite's extended result code.
 */
export interface HostDatabase {
  exec(sql: string): void
  prepare(sql: string): HostStatement
  /** Whether a transaction is open; some failures end it by themselves. */
  readonly isTransaction: boolean
  close(): void
}

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder of this process's own that lasts across restarts. It exists. */
  readonly dataDir: string
  readonly files: HostFiles
  /**
   * Opens a database file below the data folder, made where there is none (mode 0600). How it is
   * to be used (journal, syncing) is the opener's to say, by pragmas. Throws a sentence.
   */
  openDatabase(name: string): HostDatabase
  /** Reads a text file that the operator named, such as a configuration. Throws a sentence. */
  readText(path: string): string
  /** Starts listening; resolves with the port that was really bound. Rejects with a sentence. */
  listen(server: Server, port: number, address: string): Promise<number>
  /** What socket.io and HTTP clients dial with; undefined is Node's default. */
  readonly agent: Agent | undefined
  openBrowser(request: BrowserRequest): Promise<BrowserContext>
  spawn(request: SpawnRequest): ChildProcess
  /** What takes this process's telemetry at once; without it, the OpenTelemetry variables say. */
  readonly telemetry?: TelemetrySink | undefined
  /** Writes one line to standard output, or to standard error. */
  print(line: string, stream?: 'stdout' | 'stderr'): void
  /** What this process uses now: megabytes of heap, and percent of one processor since last asked. */
  usage(): { heapUsedMb: number; cpuPercent: number }
  /** Calls back once when the world asks this process to leave (SIGTERM, SIGINT). */
  onLeaveRequest(listener: (reason: string) => void): void
  /** Ends this process with an exit code, when its own work is done. */
  leave(code: number): void
}
