import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { RecordingError } from '../recording-error.ts'
import { readRecordingFile } from '../recording-files.ts'
import { isFields } from './har-entry.ts'
import { requireHar } from './scrub-har.ts'
import { plainText } from './views.ts'

/** Larger files do not fit into one string of JavaScript. */
const maxHarBytes = 400 * 1024 * 1024
const maxBodyBytes = 64 * 1024 * 1024

/**
 * Reads a HAR, packed with gzip or not, and takes bodies that lie in files beside it into it.
 *
 * @throws RecordingError when it is missing, too large, cut off or no HAR
 */
export async function readHar(file: string): Promise<unknown> {
  const har = parse(file, await readText(file))
  const { log, entries } = requireHar(har)
  const whole: unknown[] = []
  for (const entry of entries) whole.push(await withBodies(dirname(file), entry))
  return { log: { ...log, entries: whole } }
}

async function readText(file: string): Promise<string> {
  const bytes = await read(file)
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new RecordingError(
      `${file} is a zip archive. Unpack it, and give the .har file that was in it.`,
    )
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: maxHarBytes }).toString('utf8')
  } catch (error) {
    throw new RecordingError(
      `${file} cannot be unpacked: ${messageOf(error)}. It may be cut off, or hold more than ` +
        `${maxHarBytes / 1024 / 1024} MiB.`,
      { cause: error },
    )
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size <= maxHarBytes) return await readFile(file)
    throw new RecordingError(
      `${file} has ${Math.ceil(size / 1024 / 1024)} MiB; at most ${maxHarBytes / 1024 / 1024} MiB ` +
        'are read. Record fewer pages at a time.',
    )
  } catch (error) {
    if (error instanceof RecordingError) throw error
    throw new RecordingError(
      `Could not read ${file}: ${messageOf(error)}. Give the path of a HAR file.`,
      { cause: error },
    )
  }
}

function parse(file: string, text: string): unknown {
  try {
    // Browsers on Windows write a mark in front.
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new RecordingError(
      `${file} is not valid JSON (${reasonOf(error)}); it may be cut off. Save the HAR again.`,
    )
  }
}

/** What the parser says without the part of the file that it quotes: that may be private. */
function reasonOf(error: unknown): string {
  const [, place] = /(position \d+|line \d+)/.exec(messageOf(error)) ?? []
  return place === undefined ? 'it ends too early or begins wrongly' : `the error is at ${place}`
}

async function withBodies(folder: string, entry: unknown): Promise<unknown> {
  if (!isFields(entry) || !isFields(entry.response) || !isFields(entry.response.content)) {
    return entry
  }
  const { content } = entry.response
  const { _file: path, ...rest } = content
  if (typeof path !== 'string') return entry
  const bytes = await readRecordingFile(folder, path, maxBodyBytes)
  const text = plainText(bytes)
  const body =
    text === undefined ? { text: bytes.toString('base64'), encoding: 'base64' } : { text }
  const inline = { ...rest, ...(bytes.length > 0 && body) }
  return { ...entry, response: { ...entry.response, content: inline } }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) {
    return reasons[String(error.code)] ?? String(error.code)
  }
  return error instanceof Error ? error.message : String(error)
}
