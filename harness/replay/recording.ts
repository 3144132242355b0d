/**
 * A recording: what the pages of a platform asked and were answered, in the order they asked, over
 * several rounds of visits. It is a folder with `manifest.json`, `traffic.har` (HAR 1.2), `pages/`
 * (bodies that the HAR refers to) and `truth.json`.
 */
import { readdir, stat } from 'node:fs/promises'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { RecordingError } from './recording-error.ts'
import { parseRecordingJson, readRecordingFile } from './recording-files.ts'
import {
  type HarEntry,
  harSchema,
  type Manifest,
  manifestSchema,
  recordingVersion,
} from './recording-schema.ts'

export { RecordingError } from './recording-error.ts'
export type { Manifest } from './recording-schema.ts'

/** One recorded request and its answer, body decoded. */
export interface Exchange {
  /** Place in the recording, from 0. */
  readonly index: number
  readonly round: number
  readonly method: string
  readonly url: URL
  /** True for the page itself, as opposed to what it loads. */
  readonly isDocument: boolean
  /** True for what a page's script asked for: fetch and XMLHttpRequest. */
  readonly isApi: boolean
  readonly requestBody: Buffer | undefined
  readonly status: number
  /** Name and value, in the recorded order. */
  readonly headers: readonly (readonly [string, string])[]
  readonly mimeType: string
  readonly body: Buffer
}

export interface Recording {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
  readonly exchanges: readonly Exchange[]
}

const maxManifestBytes = 64 * 1024
const maxHarBytes = 64 * 1024 * 1024
const maxBodyBytes = 16 * 1024 * 1024
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
  const text = await readRecordingFile(folder, 'traffic.har', maxHarBytes)
  const har = validate(
    harSchema,
    parseRecordingJson(folder, 'traffic.har', text.toString('utf8')),
    folder,
    'traffic.har',
  )
  const exchanges: Exchange[] = []
  let totalBytes = 0
  for (const [index, entry] of har.log.entries.entries()) {
    const exchange = await exchangeOf(folder, manifest, entry, index)
    totalBytes += exchange.body.length
    if (totalBytes > maxTotalBytes) {
      throw new RecordingError(
        `The answers of the recording ${manifest.name} are larger than ${maxTotalBytes} bytes ` +
          'together. Record fewer pages or fewer rounds.',
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
    if (typeof version === 'number' && version > recordingVersion) {
      throw new RecordingError(
        `The recording ${basename(folder)} has version ${version} in its manifest.json; this ` +
          `glassbox reads up to version ${recordingVersion}. Update glassbox, or make the ` +
          'recording again.',
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

async function exchangeOf(
  folder: string,
  manifest: Manifest,
  entry: HarEntry,
  index: number,
): Promise<Exchange> {
  const { request, response } = entry
  const url = new URL(request.url)
  const problem = problemWith(manifest, entry, url)
  if (problem !== undefined) {
    throw new RecordingError(
      `Entry ${index} of traffic.har in the recording ${manifest.name} cannot be used: ${problem}. ` +
        'Correct it, or make the recording again.',
    )
  }
  const { content } = response
  const body =
    content._file === undefined
      ? Buffer.from(content.text ?? '', content.encoding ?? 'utf8')
      : await readRecordingFile(folder, content._file, maxBodyBytes)
  const { postData } = request
  return {
    index,
    round: entry._round,
    method: request.method,
    url,
    isDocument: entry._resourceType === 'document',
    isApi: isApi(entry),
    requestBody: postData && Buffer.from(postData.text, postData._encoding ?? 'utf8'),
    status: response.status,
    headers: response.headers.map(({ name, value }) => [name, value]),
    mimeType: content.mimeType,
    body,
  }
}

/** Where the recording does not say what kind of request it was, the answer's form does. */
function isApi({ _resourceType: type, response }: HarEntry): boolean {
  return type === undefined
    ? /\bjson\b/i.test(response.content.mimeType)
    : type === 'fetch' || type === 'xhr'
}

/** What makes an entry unfit for replay, as the end of a sentence; undefined when nothing does. */
function problemWith(manifest: Manifest, entry: HarEntry, url: URL): string | undefined {
  const { content, headers } = entry.response
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `its address begins with ${url.protocol} where only http: and https: can be replayed`
  }
  if (!manifest.hosts.includes(url.hostname)) {
    return `its host ${url.hostname} is not among the hosts of manifest.json`
  }
  if (entry._round > manifest.rounds) {
    return `it is of round ${entry._round}, and manifest.json tells of ${manifest.rounds} rounds`
  }
  if (content._file !== undefined && content.text !== undefined) {
    return 'its body is given twice, as text and as a file'
  }
  if (content.encoding === 'base64' && !isBase64(content.text ?? '')) {
    return 'its body is not valid base64'
  }
  const { postData } = entry.request
  if (postData?._encoding === 'base64' && !isBase64(postData.text)) {
    return 'its request body is not valid base64'
  }
  return headers.map(({ name, value }) => headerProblem(name, value)).find(Boolean)
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

function headerProblem(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return undefined
  } catch (error) {
    return `its header ${JSON.stringify(name)} is not allowed (${String(error)})`
  }
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
