/**
 * Where captured traffic lies until it is a recording: a folder that is written as the traffic comes,
 * so that whatever ends the recorder, what was recorded is there (`read-spool.ts` reads it). It holds
 * what the pages really said, nothing replaced: only its owner may read it, and git does not see it.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { RecordingError } from '../recording-error.ts'
import { maxEpisodes, maxExchanges, maxFrames } from '../recording-schema.ts'
import type { Captured, CapturedFrame, CaptureSink, LeftOut, OpenedSocket } from './captured.ts'
import { type SpoolHead, type SpoolLine, spoolVersion } from './spool-lines.ts'

/** As much as a recording may hold together; see recording.ts. */
const maxTotalBytes = 200 * 1024 * 1024

/** The spools of recordings that were not finished, beside where `folder` is to be. */
export function unfinishedBeside(folder: string): string[] {
  const beside = dirname(resolve(folder))
  if (!existsSync(beside)) return []
  return readdirSync(beside)
    .filter((name) => name.startsWith('.') && name.endsWith('.spool'))
    .sort()
    .map((name) => join(beside, name))
}

/** The spool of a recording that is to be written to `folder`. */
export function spoolFolderOf(folder: string): string {
  const whole = resolve(folder)
  return join(dirname(whole), `.${basename(whole)}.spool`)
}

export class Spool implements CaptureSink {
  readonly folder: string
  readonly #maxBytes: number
  readonly #lines: number
  /** How many frames of each websocket are kept. */
  readonly #frames = new Map<number, number>()
  /** The addresses of websockets none of whose frames was dropped so far. */
  readonly #sockets = new Map<number, string>()
  #sequence = 0
  #bodies = 0
  #bytes = 0
  #exchanges = 0
  #episodes = 0

  /**
   * @param folder made by this; usually {@link spoolFolderOf}
   * @param maxBytes of all bodies and messages together; what comes after is left out
   * @throws RecordingError if there is one already, which is then of a recording not yet finished
   */
  constructor(
    folder: string,
    head: Omit<SpoolHead, 'version' | 'pid'>,
    maxBytes: number = maxTotalBytes,
  ) {
    this.folder = folder
    this.#maxBytes = maxBytes
    if (existsSync(folder)) {
      throw new RecordingError(
        `There is an unfinished recording in ${folder}. Finish it with ` +
          `glassbox record --recover ${folder}, or delete that folder, or choose another --out.`,
      )
    }
    mkdirSync(join(folder, 'bodies'), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, '.gitignore'), '*\n')
    const text = JSON.stringify({ version: spoolVersion, pid: process.pid, ...head })
    writeFileSync(join(folder, 'head.json'), text, { mode: 0o600 })
    this.#lines = openSync(join(folder, 'lines.jsonl'), 'ax', 0o600)
  }

  /** Begins the next episode and gives its number. */
  beginEpisode(name: string, title: string): number {
    if (this.#episodes === maxEpisodes) {
      throw new RecordingError(`A recording has at most ${maxEpisodes} episodes.`)
    }
    this.#episodes += 1
    this.nameEpisode(this.#episodes, name, title)
    return this.#episodes
  }

  nameEpisode(number: number, name: string, title: string): void {
    this.#write({ kind: 'episode', number, name, title })
  }

  nextSequence(): number {
    this.#sequence += 1
    return this.#sequence
  }

  exchange(captured: Captured): void {
    const { sequence, episode, method, url, body, requestBody } = captured
    const fullReason = this.#take(body.length + (requestBody?.length ?? 0))
    if (fullReason !== undefined) {
      const address = `${url.host}${url.pathname}`
      this.leftOut({ sequence, episode, method, address, reason: fullReason })
      return
    }
    const { account, frames: _, ...plain } = captured
    this.#write({
      kind: 'exchange',
      ...plain,
      ...(account !== undefined && { account }),
      url: url.href,
      headers: [...captured.headers],
      body: this.#writeBody(body),
      requestBody: this.#writeBody(requestBody),
    })
  }

  socketOpened({ url, account, ...socket }: OpenedSocket): void {
    this.#sockets.set(socket.sequence, `${url.host}${url.pathname}`)
    this.#write({
      kind: 'socket',
      ...socket,
      ...(account !== undefined && { account }),
      url: url.href,
    })
  }

  /** What is too much for a recording is dropped; of each websocket this is told once. */
  frame(sequence: number, { data, ...frame }: CapturedFrame): void {
    const count = (this.#frames.get(sequence) ?? 0) + 1
    if (count > maxFrames || this.#bytes + data.length > this.#maxBytes) {
      this.#tellFull(sequence, frame.episode)
      return
    }
    this.#frames.set(sequence, count)
    this.#bytes += data.length
    this.#write({ kind: 'frame', sequence, ...frame, data: data.toString('base64') })
  }

  socketClosed(sequence: number, atMs: number): void {
    this.#write({ kind: 'closed', sequence, atMs })
  }

  leftOut(leftOut: LeftOut): void {
    this.#write({ kind: 'left-out', ...leftOut })
  }

  close(): void {
    closeSync(this.#lines)
  }

  #tellFull(socket: number, episode: number): void {
    const address = this.#sockets.get(socket)
    if (address === undefined) return
    this.#sockets.delete(socket)
    const reason = `the recording holds at most ${maxFrames} messages of a websocket, and ${this.#maxBytes} bytes`
    // Of its own number, since the websocket itself is kept.
    this.leftOut({ sequence: this.nextSequence(), episode, method: 'GET', address, reason })
  }

  /** Takes room for one more exchange; if there is none, says so, as the end of a sentence. */
  #take(bytes: number): string | undefined {
    if (this.#exchanges === maxExchanges) {
      return `the recording is full: it holds ${maxExchanges} exchanges`
    }
    if (this.#bytes + bytes > this.#maxBytes) {
      return `the recording is full: it holds at most ${this.#maxBytes} bytes`
    }
    this.#exchanges += 1
    this.#bytes += bytes
    return undefined
  }

  /** The file's name; the file is whole before a line names it. */
  #writeBody(body: Buffer | undefined): string | undefined {
    if (body === undefined || body.length === 0) return undefined
    const name = String(this.#bodies).padStart(6, '0')
    this.#bodies += 1
    writeFileSync(join(this.folder, 'bodies', name), body, { mode: 0o600 })
    return name
  }

  #write(line: SpoolLine): void {
    writeSync(this.#lines, `${JSON.stringify(line)}\n`)
  }
}
