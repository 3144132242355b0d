/**
 * A recording: what the pages of a platform asked and were answered, in the order they asked, over
 * several episodes. It is a folder with `manifest.json`, `traffic.har` or `traffic.har.gz` (HAR 1.2),
 * `pages/` (bodies that the HAR refers to) and `truth.json`.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { type Exchange, exchangeOf } from './exchange.ts'
import { RecordingError } from './recording-error.ts'
import { parseRecordingJson, readRecordingFile, readTraffic } from './recording-files.ts'
import { harSchema, type Manifest, manifestSchema, recordingVersion } from './recording-schema.ts'

export type { Exchange, Frame } from './exchange.ts'
export { RecordingError } from './recording-error.ts'
export type { Manifest } from './recording-schema.ts'

export interface Recording {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
  readonly exchanges: readonly Exchange[]
}

const maxManifestBytes = 64 * 1024
const maxHarBytes = 64 * 1024 * 1024
const maxTotalBytes = 256 * 1024 * 1024

/** Where the recordings of this project lie. */
export const recordingsRoot = resolve(
  dirname(fileURLToPath(import.meta.url)),
  '../../fixtures/recordings',
)

/**
 * Loads a recording and checks all of it.
 *
 * @param folderOrName a name below the root (`creator-basic`), or a path, known by its slash
 * @throws RecordingError when it is missing, broken, too large, newer than this glassbox, or
 *   refers to anything outside its folder
 */
export async function loadRecording(
  folderOrName: string,
  options: { root?: string } = {},
): Promise<Recording> {
  const folder = await locateRecording(folderOrName, options.root ?? recordingsRoot)
  const manifest = await readManifest(folder)
  const { file, text } = await readTraffic(folder, maxHarBytes)
  const har = validate(harSchema, parseRecordingJson(folder, file, text), folder, file)
  const exchanges: Exchange[] = []
  let totalBytes = 0
  for (const [index, entry] of har.log.entries.entries()) {
    const exchange = await exchangeOf(folder, manifest, entry, index)
    totalBytes += exchange.body.length
    if (totalBytes > maxTotalBytes) {
      throw new RecordingError(
        `The answers of the recording ${manifest.name} are larger than ${maxTotalBytes} bytes ` +
          'together. Record fewer pages or fewer episodes.',
      )
    }
    exchanges.push(exchange)
  }
  requireContent(manifest, exchanges)
  return { name: manifest.name, folder, manifest, exchanges }
}

async function locateRecording(folderOrName: string, root: string): Promise<string> {
  const existing = await recordingsIn(root)
  const isPath = /[/\\]/.test(folderOrName)
  const folder = isPath ? resolve(folderOrName) : join(root, folderOrName)
  const exists = isPath ? await isFolder(folder) : existing.includes(folderOrName)
  if (exists) return folder
  const choices =
    existing.length === 0
      ? 'There are none yet; make one with: node fixtures/stand-in/record.ts'
      : `Choose one of these: ${existing.join(', ')}.`
  throw new RecordingError(`There is no recording ${JSON.stringify(folderOrName)}. ${choices}`)
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    // What cannot be looked at is not there for us; the caller says so.
    return false
  }
}

async function recordingsIn(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
  } catch {
    // A root that is absent or closed to us holds no recording; the caller says so.
    return []
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  const bytes = await readRecordingFile(folder, 'manifest.json', maxManifestBytes)
  const json = parseRecordingJson(folder, 'manifest.json', bytes.toString('utf8'))
  if (typeof json === 'object' && json !== null && 'version' in json) {
    const { version } = json
    if (typeof version === 'number' && version !== recordingVersion) {
      const cure = version > recordingVersion ? 'Update glassbox, or make' : 'Make'
      throw new RecordingError(
        `The recording ${basename(folder)} has version ${version} in its manifest.json; this ` +
          `glassbox reads version ${recordingVersion}. ${cure} the recording again.`,
      )
    }
  }
  return validate(manifestSchema, json, folder, 'manifest.json')
}

function validate<S extends z.ZodType>(
  schema: S,
  json: unknown,
  folder: string,
  path: string,
): z.infer<S> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue === undefined || issue.path.length === 0 ? 'its top' : issue.path.join('.')
  throw new RecordingError(
    `The file ${path} of the recording ${basename(folder)} is not as it must be at ${place}: ` +
      `${issue?.message ?? 'unknown reason'}. Correct it, or make the recording again.`,
  )
}

function requireContent(manifest: Manifest, exchanges: readonly Exchange[]): void {
  const start = new URL(manifest.startUrl)
  const hasStart = exchanges.some(
    (exchange) => exchange.isDocument && exchange.url.href === start.href,
  )
  if (hasStart) return
  throw new RecordingError(
    `The recording ${manifest.name} has no page for its own startUrl ${manifest.startUrl}, so a ` +
      'browser could not begin. Make the recording again.',
  )
}
