/** Reads what a recorder has written down, also where it was killed in the middle of a line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { RecordingError } from '../recording-error.ts'
import type { Captured, LeftOut } from './captured.ts'
import { type SpoolHead, type SpoolLine, spoolHead, spoolLine } from './spool-lines.ts'

export interface SpoolContent {
  readonly head: SpoolHead
  readonly episodes: readonly { name: string; title: string }[]
  /** In the order of asking. */
  readonly exchanges: readonly Captured[]
  readonly leftOut: readonly LeftOut[]
}

type LineOf<K extends SpoolLine['kind']> = Extract<SpoolLine, { kind: K }>

/** @throws RecordingError if there is no spool, or not one of this glassbox */
export function readSpool(folder: string): SpoolContent {
  const head = parse(spoolHead, folder, 'head.json', read(folder, 'head.json'))
  const lines = linesOf(folder)
  const of = <K extends SpoolLine['kind']>(kind: K) =>
    lines.filter((line): line is LineOf<K> => line.kind === kind)
  const answered = of('exchange').map((line) => exchangeOf(folder, line))
  const frames = Map.groupBy(of('frame'), ({ sequence }) => sequence)
  const closed = new Map(of('closed').map(({ sequence, atMs }) => [sequence, atMs]))
  const failed = new Set(of('left-out').map(({ sequence }) => sequence))
  const sockets = of('socket')
    .filter(({ sequence }) => frames.has(sequence) || !failed.has(sequence))
    .map((line) => socketOf(line, frames.get(line.sequence) ?? [], closed.get(line.sequence)))
  const kept = new Set([...answered, ...sockets].map(({ sequence }) => sequence))
  return {
    head,
    episodes: episodesOf(of('episode')),
    exchanges: [...answered, ...sockets].sort((a, b) => a.sequence - b.sequence),
    leftOut: of('left-out').filter(({ sequence }) => !kept.has(sequence)),
  }
}

function linesOf(folder: string): SpoolLine[] {
  const lines = read(folder, 'lines.jsonl').split('\n')
  // Whole lines end with a line end; what follows the last was cut off by whatever ended the recorder.
  lines.pop()
  return lines.map((line, place) => parse(spoolLine, folder, `lines.jsonl:${place + 1}`, line))
}

function episodesOf(lines: readonly LineOf<'episode'>[]): SpoolContent['episodes'] {
  const episodes: { name: string; title: string }[] = []
  for (const { number, name, title } of lines) episodes[number - 1] = { name, title }
  return episodes
}

function exchangeOf(folder: string, line: LineOf<'exchange'>): Captured {
  const { kind: _, requestBody, body, ...rest } = line
  return {
    ...rest,
    account: line.account,
    url: new URL(line.url),
    requestBody: requestBody === undefined ? undefined : readBody(folder, requestBody),
    body: body === undefined ? Buffer.alloc(0) : readBody(folder, body),
    frames: undefined,
  }
}

/** A websocket as an exchange; how long it was open is the time of its answer. */
function socketOf(
  { sequence, episode, account, url, startedAtMs }: LineOf<'socket'>,
  frames: readonly LineOf<'frame'>[],
  closedAtMs = frames.at(-1)?.atMs ?? startedAtMs,
): Captured {
  return {
    sequence,
    episode,
    account,
    method: 'GET',
    url: new URL(url),
    resourceType: 'websocket',
    isServiceWorkers: false,
    fromServiceWorker: false,
    requestBody: undefined,
    status: 101,
    statusText: 'Switching Protocols',
    headers: [],
    body: Buffer.alloc(0),
    startedAtMs,
    waitMs: 0,
    receiveMs: Math.max(0, closedAtMs - startedAtMs),
    frames: frames.map(({ direction, atMs, isBinary, data, episode }) => ({
      direction,
      atMs,
      isBinary,
      data: Buffer.from(data, 'base64'),
      episode,
    })),
  }
}

function readBody(folder: string, name: string): Buffer {
  return readFileSync(join(folder, 'bodies', name))
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(
      `There is no unfinished recording in ${folder} (${reason}). Name the folder that the ` +
        'recorder named; its name begins with a dot and ends with .spool.',
      { cause: error },
    )
  }
}

function parse<S extends z.ZodType>(schema: S, folder: string, place: string, text: string) {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(
      `The unfinished recording in ${folder} cannot be read at ${place}: ${reason}. It was ` +
        'written by another version of glassbox, or was changed since. Record again.',
      { cause: error },
    )
  }
}
