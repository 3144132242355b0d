/** Reads the files of a recording: only inside its folder, only up to a size. */
import { existsSync } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { RecordingError } from './recording-error.ts'

const unpack = promisify(gunzip)

/** Why a path inside a recording is refused, or undefined when it is harmless. */
function trickIn(path: string): string | undefined {
  if (path === '' || path.includes('\0')) return 'it is empty or holds a zero byte'
  if (isAbsolute(path) || /^[a-z]:/i.test(path)) return 'it is an absolute path'
  if (path.includes('\\')) return 'it holds a backslash'
  if (path.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    return 'it leaves the folder or is not in its plain form'
  }
  return undefined
}

/**
 * Reads one file of the recording in `folder`.
 *
 * @param path relative to the folder, with forward slashes, as the recording's HAR writes it
 * @param maxBytes a larger file is refused before it is read
 * @throws RecordingError
 */
export async function readRecordingFile(
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Buffer> {
  const name = basename(folder)
  const trick = trickIn(path)
  if (trick !== undefined) {
    throw new RecordingError(
      `The recording ${name} names the file ${JSON.stringify(path)}, which is refused because ` +
        `${trick}. Name files relative to the recording's folder, such as pages/home.html.`,
    )
  }
  const { file, size } = await locate(folder, path)
  if (size > maxBytes) {
    throw new RecordingError(
      `The file ${path} of the recording ${name} has ${size} bytes; at most ${maxBytes} are read. ` +
        'Record fewer pages at a time.',
    )
  }
  return readFile(file)
}

async function locate(folder: string, path: string): Promise<{ file: string; size: number }> {
  const name = basename(folder)
  try {
    const home = await realpath(folder)
    const file = await realpath(join(folder, path))
    if (!file.startsWith(home + sep)) {
      throw new RecordingError(
        `The file ${path} of the recording ${name} is a link that leads out of the recording's ` +
          'folder, which is refused. Put the file itself there.',
      )
    }
    const found = await stat(file)
    // A pipe or a device could be read for ever.
    if (!found.isFile()) {
      throw new RecordingError(
        `${path} of the recording ${name} is no file, which is refused. Put a plain file there.`,
      )
    }
    return { file, size: found.size }
  } catch (error) {
    if (error instanceof RecordingError) throw error
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new RecordingError(
      `The file ${path} of the recording ${name} cannot be read (${reason}). ` +
        'Restore it from version control, or make the recording again.',
      { cause: error },
    )
  }
}

/**
 * The traffic of a recording, from `traffic.har` or, packed, `traffic.har.gz`.
 *
 * @param maxBytes of the text; a file that unpacks to more is refused while it is unpacked
 * @throws RecordingError
 */
export async function readTraffic(
  folder: string,
  maxBytes: number,
): Promise<{ file: string; text: string }> {
  const file = existsSync(join(folder, 'traffic.har.gz')) ? 'traffic.har.gz' : 'traffic.har'
  const bytes = await readRecordingFile(folder, file, maxBytes)
  if (file === 'traffic.har') return { file, text: bytes.toString('utf8') }
  try {
    const unpacked = await unpack(bytes, { maxOutputLength: maxBytes })
    return { file, text: unpacked.toString('utf8') }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(
      `The file ${file} of the recording ${basename(folder)} cannot be unpacked into at most ` +
        `${maxBytes} bytes (${reason}). Restore it from version control, or make the recording again.`,
      { cause: error },
    )
  }
}

/** Parses JSON of a recording's file. @throws RecordingError */
export function parseRecordingJson(folder: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(
      `The file ${path} of the recording ${basename(folder)} is not valid JSON (${reason}); it may ` +
        'have been cut off. Restore it from version control, or make the recording again.',
      { cause: error },
    )
  }
}
