/** Makes a recording of a spool: leaves repeats out, replaces what is private, writes, checks. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { loadRecording, type Manifest, type Recording, RecordingError } from '../recording.ts'
import { manifestSchema, recordingVersion } from '../recording-schema.ts'
import { type Truth, truthOf } from '../truth.ts'
import { writeTruth } from '../truth-file.ts'
import type { Captured, LeftOut } from './captured.ts'
import { harOf } from './har.ts'
import { layOut, type RecordingFiles } from './layout.ts'
import { readSpool, type SpoolContent } from './read-spool.ts'
import { withoutRepeats } from './repeats.ts'

/** Replaces what is private in a HAR, and says how much of what; throws if some is still there. */
export type Scrubber = (har: object) => Promise<Scrubbed>

export interface Scrubbed {
  readonly har: unknown
  readonly replaced: Readonly<Record<string, number>>
}

export interface FinishRequest {
  /** The spool's folder; it stays where it is. */
  spool: string
  /** Where the recording goes; the folder that the spool names if absent. */
  folder?: string | undefined
  /** True: what is in the folder is replaced once the new recording is whole. */
  replaces?: boolean
  /** Absent: nothing is replaced in the traffic. */
  scrub?: Scrubber | undefined
}

export interface FinishedRecording {
  recording: Recording
  truth: Truth
  /** Exchanges seen, of which those that repeat what replay would say anyway are not kept. */
  seen: number
  leftOut: readonly LeftOut[]
  /** How much that was private was replaced, by kind. */
  replaced: Readonly<Record<string, number>>
}

/**
 * Writes the recording, loads it again and reads its truth; only then it is put in its place.
 *
 * @throws RecordingError when nothing was recorded, when something private is left, when the
 *   recording cannot be loaded, or when there is already something in its place
 */
export async function finishRecording(request: FinishRequest): Promise<FinishedRecording> {
  const content = readSpool(request.spool)
  const folder = resolve(request.folder ?? content.head.folder)
  if (request.replaces !== true) refuseExisting(folder)
  const kept = withoutRepeats(content.exchanges)
  const har = harOf(kept)
  const { har: scrubbed, replaced } = request.scrub
    ? await request.scrub(har)
    : { har, replaced: {} }
  const manifest = manifestOf(content, kept, addressesIn(scrubbed))
  const fresh = join(dirname(folder), `.new-${basename(folder)}`)
  await rm(fresh, { recursive: true, force: true })
  try {
    await writeFiles(fresh, layOut(scrubbed), manifest)
    const recording = await loadRecording(fresh)
    const truth = truthOf(recording)
    await writeTruth(recording, truth)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
    const { exchanges, leftOut } = content
    const seen = exchanges.length
    return { recording: { ...recording, folder }, truth, seen, leftOut, replaced }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** @throws RecordingError if there is something */
export function refuseExisting(folder: string): void {
  if (!existsSync(folder)) return
  throw new RecordingError(
    `There is already something in ${folder}, and a recording is never written over another. ` +
      'Choose another --out, or delete it first.',
  )
}

function manifestOf(
  { head, episodes }: SpoolContent,
  kept: readonly Captured[],
  addresses: readonly string[],
): Manifest {
  const start = startOf(kept, head.startUrl)
  const manifest = manifestSchema.safeParse({
    version: recordingVersion,
    name: head.name,
    description: head.description,
    recordedAt: new Date(head.startedAtMs).toISOString(),
    startUrl: addresses[start],
    hosts: [...new Set(addresses.map((address) => new URL(address).hostname))].sort(),
    clock: {
      startMs: kept[0]?.startedAtMs ?? head.startedAtMs,
      timeZone: head.timeZone,
      locale: head.locale,
    },
    episodes,
    accounts: head.accounts,
  })
  if (manifest.success) return manifest.data
  const [issue] = manifest.error.issues
  throw new RecordingError(
    `The recording cannot be described: ${issue?.path.join('.')} ${issue?.message}. Record less ` +
      'at a time, or give another --name and --description.',
  )
}

/** The place of the page that a browser is to begin with: the one asked for, or the first there is. */
function startOf(kept: readonly Captured[], startUrl: string): number {
  const isPage = ({ resourceType }: Captured) => resourceType === 'document'
  const wanted = kept.findIndex((one) => isPage(one) && one.url.href === startUrl)
  const first = wanted < 0 ? kept.findIndex(isPage) : wanted
  if (first >= 0) return first
  throw new RecordingError(
    `Nothing was recorded that could be played: no page of ${startUrl} was answered. Look whether ` +
      'the address is right and answers.',
  )
}

const harWithAddresses = z.object({
  log: z.object({ entries: z.array(z.object({ request: z.object({ url: z.string() }) })) }),
})

function addressesIn(har: unknown): string[] {
  return harWithAddresses.parse(har).log.entries.map(({ request }) => request.url)
}

async function writeFiles(
  folder: string,
  files: RecordingFiles,
  manifest: Manifest,
): Promise<void> {
  await mkdir(join(folder, 'pages'), { recursive: true })
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes)
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
