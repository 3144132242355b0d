/** What a person sees and types while a recording is made. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { PersonTools } from '../replay/recorder/live.ts'
import type { Tally } from '../replay/recorder/tally.ts'
import { sentenceOf } from './exit.ts'
import { printable } from './terminal.ts'

/** On a terminal one line is written over again and again; elsewhere lines follow each other. */
const everyMs = { terminal: 500, lines: 5_000 } as const

/** Standard output, or what stands for it. */
type Output = NodeJS.WritableStream & { isTTY?: boolean }

export class RecordTerminal implements Disposable {
  readonly #stream: Output
  readonly #tally: Tally
  readonly #episode: () => string
  readonly #startMs = performance.now()
  readonly #timer: NodeJS.Timeout

  constructor(stream: Output, tally: Tally, episode: () => string) {
    this.#stream = stream
    this.#tally = tally
    this.#episode = episode
    const periodMs = stream.isTTY ? everyMs.terminal : everyMs.lines
    this.#timer = setInterval(() => this.#progress(), periodMs)
  }

  /** A line of its own, above the progress. */
  say(text: string): void {
    this.#stream.write(`${this.#clear()}${printable(text)}\n`)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#stream.write(`${this.#clear()}${progressLine(this.#tally, this.#state())}\n`)
  }

  #progress(): void {
    const line = progressLine(this.#tally, this.#state())
    this.#stream.write(this.#stream.isTTY ? `${this.#clear()}${line}` : `${line}\n`)
  }

  #state() {
    return { elapsedMs: performance.now() - this.#startMs, episode: this.#episode() }
  }

  #clear(): string {
    return this.#stream.isTTY ? '\r\u001b[2K' : ''
  }
}

/** `12 s  143 requests  2.1 MB  1 websocket  57 items  episode first-visit` */
export function progressLine(
  { requests, bytes, websockets, items, leftOutCount }: Tally,
  { elapsedMs, episode }: { elapsedMs: number; episode: string },
): string {
  return [
    `${Math.floor(elapsedMs / 1000)} s`,
    count(requests, 'request'),
    `${(bytes / 1_000_000).toFixed(1)} MB`,
    count(websockets, 'websocket'),
    count(items, 'item'),
    ...(leftOutCount > 0 ? [`${leftOutCount} left out`] : []),
    `episode ${episode}`,
  ].join('  ')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

export const howToDrive =
  'To begin the next episode, type what happens in it and Enter, before it happens. ' +
  'To end the recording, close the browser, or type a dot and Enter.'

/** Reads what the person types until the recording ends. */
export function readEpisodes(
  input: Readable,
  person: PersonTools,
  say: (text: string) => void,
): Disposable {
  const lines = createInterface({ input, terminal: false })
  lines.on('line', (line) => {
    const title = line.trim()
    if (title === '') return
    if (title === '.') return person.end()
    try {
      say(`Episode ${person.beginEpisode(title.slice(0, 200))} begins.`)
    } catch (error) {
      say(sentenceOf(error))
    }
  })
  return {
    [Symbol.dispose]() {
      lines.close()
      input.destroy()
    },
  }
}
