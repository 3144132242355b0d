/**
 * When two websocket messages of a client are the same message. Like addresses (request-key.ts) they
 * carry signatures, clocks and counters that differ every time.
 */
import { isVolatileName } from './request-key.ts'

/** What a frame says, whoever sent it. */
export interface FrameContent {
  readonly isBinary: boolean
  readonly data: Buffer
}

/** Names of fields that count or mark messages, besides those of request-key.ts. Lower case. */
const countingNames: ReadonlySet<string> = new Set([
  'seq',
  'sequence_id',
  'sequenceid',
  'request_id',
  'requestid',
  'log_id',
  'logid',
  'trace_id',
  'traceid',
  'sign',
  'signature',
  'token',
])

/** A UUID, or a time since 1970 in seconds or milliseconds, as a word of its own. */
const volatileWords =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|1\d{9}(?:\.\d+)?|1\d{12})\b/gi

/**
 * Text is compared without what is volatile in it, JSON by its fields. A binary message, which
 * nothing here can read, is the same if it is as long and at least half of its bytes are.
 */
export function isSameFrame(a: FrameContent, b: FrameContent): boolean {
  if (a.isBinary !== b.isBinary) return false
  if (a.data.equals(b.data)) return true
  return a.isBinary ? isHalfAlike(a.data, b.data) : steadyText(a.data) === steadyText(b.data)
}

function isHalfAlike(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false
  let same = 0
  for (const [place, byte] of a.entries()) if (byte === b[place]) same += 1
  return same * 2 >= a.length
}

function steadyText(data: Buffer): string {
  const text = data.toString('utf8')
  return withoutVolatileFields(text).replace(volatileWords, '*')
}

function withoutVolatileFields(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
      isVolatileName(name) || countingNames.has(name.toLowerCase()) ? undefined : sorted(value),
    )
  } catch {
    // It only looked like JSON, so it is compared as the text it is.
    return text
  }
}

/** An object with its fields in the order of their names; anything else as it is. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Of these frames the one that begins most like `frame`. */
export function nearestFrame<T extends FrameContent>(
  frame: FrameContent,
  frames: readonly T[],
): T | undefined {
  return frames
    .filter(({ isBinary }) => isBinary === frame.isBinary)
    .map((candidate) => ({ candidate, shared: sharedBytes(frame.data, candidate.data) }))
    .reduce<{ candidate: T; shared: number } | undefined>(
      (best, next) => (best === undefined || next.shared > best.shared ? next : best),
      undefined,
    )?.candidate
}

function sharedBytes(a: Buffer, b: Buffer): number {
  const atMost = Math.min(a.length, b.length)
  let place = 0
  while (place < atMost && a[place] === b[place]) place += 1
  return place
}

const maxShown = 200

/** A frame as a person may read it in a journal: its text, cut, or the beginning of its bytes. */
export function showFrame({ isBinary, data }: FrameContent): string {
  if (isBinary) return `${data.length} bytes: ${data.subarray(0, 24).toString('hex')}`
  return data
    .subarray(0, maxShown * 4)
    .toString('utf8')
    .slice(0, maxShown)
}
