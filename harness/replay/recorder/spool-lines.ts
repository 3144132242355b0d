/** The form of a spool's files: what a recorder writes down while it records. */
import { z } from 'zod'

export const spoolVersion = 1

/** Known from the start; `head.json`. */
export const spoolHead = z.object({
  version: z.literal(spoolVersion),
  /** The process that records. */
  pid: z.number(),
  /** Where the recording is to be written. */
  folder: z.string(),
  name: z.string(),
  description: z.string(),
  startUrl: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  startedAtMs: z.number(),
  accounts: z.array(z.object({ key: z.string(), title: z.string() })).optional(),
  /** False where the person asked that nothing be replaced. */
  isScrubbed: z.boolean(),
})
export type SpoolHead = z.infer<typeof spoolHead>

const asked = { sequence: z.number(), episode: z.number() }
const header = z.object({ name: z.string(), value: z.string() })
const bodyFile = z.string().regex(/^\d{6,}$/)

/** One line of `lines.jsonl`. Bodies are files, named by their place in `bodies/`. */
export const spoolLine = z.discriminatedUnion('kind', [
  /** The latest line of a number holds. */
  z.object({
    kind: z.literal('episode'),
    number: z.number(),
    name: z.string(),
    title: z.string(),
  }),
  z.object({
    kind: z.literal('exchange'),
    ...asked,
    account: z.string().optional(),
    method: z.string(),
    url: z.string(),
    resourceType: z.string(),
    isServiceWorkers: z.boolean(),
    fromServiceWorker: z.boolean(),
    requestBody: bodyFile.optional(),
    status: z.number(),
    statusText: z.string(),
    headers: z.array(header),
    body: bodyFile.optional(),
    startedAtMs: z.number(),
    waitMs: z.number(),
    receiveMs: z.number(),
  }),
  z.object({
    kind: z.literal('socket'),
    ...asked,
    account: z.string().optional(),
    url: z.string(),
    startedAtMs: z.number(),
  }),
  z.object({
    kind: z.literal('frame'),
    ...asked,
    direction: z.enum(['sent', 'received']),
    atMs: z.number(),
    isBinary: z.boolean(),
    /** Base64. */
    data: z.string(),
  }),
  z.object({ kind: z.literal('closed'), sequence: z.number(), atMs: z.number() }),
  z.object({
    kind: z.literal('left-out'),
    ...asked,
    method: z.string(),
    address: z.string(),
    reason: z.string(),
  }),
])
export type SpoolLine = z.infer<typeof spoolLine>
