/** The form of a recording's files: `manifest.json` and the part of HAR 1.2 that replay needs. */
import { z } from 'zod'

/** The recording format; newer ones are refused, and 1, which knew no named episodes. */
export const recordingVersion = 2

export const maxEpisodes = 1000
export const maxExchanges = 50_000
/** Over one websocket. */
export const maxFrames = 100_000

const host = z
  .string()
  .max(253)
  .regex(/^[a-z0-9.-]+$/, 'is not a host name in lower case')

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'is not lower case with hyphens')
const named = { name: key, title: z.string().min(1).max(200) }

export const manifestSchema = z.object({
  version: z.literal(recordingVersion),
  name: key,
  description: z.string().min(1).max(2000),
  recordedAt: z.iso.datetime(),
  /** The page that a worker opens first. */
  startUrl: z.url(),
  /** Every host that the traffic has an answer of. */
  hosts: z.array(host).min(1).max(100),
  /** The clock of the pages when they were recorded. */
  clock: z.object({
    /** Milliseconds since 1970 when the first page was opened. */
    startMs: z.int().nonnegative(),
    /** An IANA name, such as Asia/Shanghai. */
    timeZone: z.string().min(1).max(60),
    /** A BCP 47 tag, such as zh-CN. */
    locale: z.string().min(2).max(35),
  }),
  /** What happened on the account, in order; the pages were visited in each. */
  episodes: z.array(z.object(named)).min(1).max(maxEpisodes).refine(areUnique('name'), {
    error: 'names two episodes alike',
  }),
  /** Where the traffic is of several accounts: all of them. */
  accounts: z
    .array(z.object({ key, title: named.title }))
    .min(1)
    .max(100)
    .refine(areUnique('key'), { error: 'names two accounts alike' })
    .optional(),
})
export type Manifest = z.infer<typeof manifestSchema>

const header = z.object({ name: z.string().max(200), value: z.string().max(16_384) })

/** A websocket's frame, as Playwright's and Chromium's own HAR have it. */
const frameSchema = z.object({
  type: z.enum(['send', 'receive']),
  /** Seconds since 1970, with fractions. */
  time: z.number().nonnegative(),
  /** 1 is text, 2 is binary; other frames are the network's own. */
  opcode: z.union([z.literal(1), z.literal(2)]),
  /** Text, or base64 if it is binary. */
  data: z.string(),
  _episode: z.int().min(1).max(maxEpisodes).optional(),
})

const entrySchema = z.object({
  startedDateTime: z.iso.datetime({ offset: true }),
  timings: z.object({ wait: z.number(), receive: z.number() }),
  request: z.object({
    method: z.string().regex(/^[A-Z]{3,10}$/, 'is not an HTTP method'),
    url: z.url().max(8192),
    postData: z.object({ text: z.string(), _encoding: z.literal('base64').optional() }).optional(),
  }),
  response: z.object({
    /** 101 is what opens a websocket. */
    status: z.union([z.literal(101), z.int().min(200).max(599)]),
    headers: z.array(header).max(200),
    content: z.object({
      mimeType: z.string().max(300),
      text: z.string().optional(),
      encoding: z.literal('base64').optional(),
      /** The body is this file of the recording, as in Playwright's attached HAR. */
      _file: z.string().max(300).optional(),
    }),
  }),
  _resourceType: z.string().max(40).optional(),
  _webSocketMessages: z.array(frameSchema).max(maxFrames).optional(),
  /** A service worker asked it, not a page. */
  _serviceWorker: z.boolean().optional(),
  /** The key of the only account that was answered this; every account if absent. */
  _account: z.string().max(80).optional(),
  /** In which episode the request was made, from 1. */
  _episode: z.int().min(1).max(maxEpisodes),
})
export type HarEntry = z.infer<typeof entrySchema>

export const harSchema = z.object({
  log: z.object({ version: z.literal('1.2'), entries: z.array(entrySchema).max(maxExchanges) }),
})

function areUnique<K extends string>(field: K): (items: readonly Record<K, string>[]) => boolean {
  return (items) => new Set(items.map((item) => item[field])).size === items.length
}
