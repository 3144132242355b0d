/** The form of a recording's files: `manifest.json` and the part of HAR 1.2 that replay needs. */
import { z } from 'zod'

/** The recording format; newer ones are refused. */
export const recordingVersion = 1

export const maxRounds = 1000
export const maxExchanges = 50_000

const host = z
  .string()
  .max(253)
  .regex(/^[a-z0-9.-]+$/, 'is not a host name in lower case')

export const manifestSchema = z.object({
  version: z.literal(recordingVersion),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'is not lower case with hyphens'),
  description: z.string().min(1).max(2000),
  recordedAt: z.iso.datetime(),
  /** The page that a worker opens first. */
  startUrl: z.url(),
  /** Every host that the traffic has an answer of. */
  hosts: z.array(host).min(1).max(100),
  /** How often all pages were visited. */
  rounds: z.int().min(1).max(maxRounds),
})
export type Manifest = z.infer<typeof manifestSchema>

const header = z.object({ name: z.string().max(200), value: z.string().max(16_384) })

const entrySchema = z.object({
  request: z.object({
    method: z.string().regex(/^[A-Z]{3,10}$/, 'is not an HTTP method'),
    url: z.url().max(8192),
    postData: z.object({ text: z.string(), _encoding: z.literal('base64').optional() }).optional(),
  }),
  response: z.object({
    status: z.int().min(200).max(599),
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
  /** In which round of visits the request was made, from 1. */
  _round: z.int().min(1).max(maxRounds),
})
export type HarEntry = z.infer<typeof entrySchema>

export const harSchema = z.object({
  log: z.object({ version: z.literal('1.2'), entries: z.array(entrySchema).max(maxExchanges) }),
})
