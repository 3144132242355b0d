import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { RecordingError } from '../recording-error.ts'
import type { ScrubResult } from './scrub-har.ts'

/**
 * Writes a HAR, an entry a line, packed if the name ends with `.gz`. The file appears at once when
 * it is whole.
 *
 * @throws RecordingError
 */
export async function writeHar(file: string, har: ScrubResult['har']): Promise<void> {
  const part = `${file}.part`
  try {
    const source = Readable.from(linesOf(har))
    const target = createWriteStream(part)
    await (file.endsWith('.gz') ? pipeline(source, createGzip(), target) : pipeline(source, target))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(`Could not write ${file}: ${reason}. Give another place with --out.`, {
      cause: error,
    })
  }
}

function* linesOf({ log: { entries, ...rest } }: ScrubResult['har']): Generator<string> {
  const head = JSON.stringify(rest).slice(1, -1)
  yield `{"log":{${head}${head && ','}"entries":[`
  for (const [index, entry] of entries.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(entry)}`
  }
  yield '\n]}}\n'
}
