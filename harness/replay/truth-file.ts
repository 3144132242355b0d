/** The truth beside a recording: `truth.json`, or `truth.json.gz` where the traffic is packed. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Recording } from './recording.ts'
import type { Truth } from './truth.ts'

const truthVersion = 2

/** The text of `truth.json`: the truth, for people to read and for `git diff`; a line for each item. */
export function formatTruth(recording: Recording, truth: Truth): string {
  const byExchange = truth.byExchange
    .map((items, exchange) => ({ exchange, items }))
    .filter(({ items }) => items.length > 0)
  const lines = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).join(',\n')
  return (
    `{"version":${truthVersion},"recording":${JSON.stringify(recording.name)},\n` +
    `"items":[\n${lines([...truth.items.values()])}\n],\n` +
    `"byExchange":[\n${lines(byExchange)}\n]}\n`
  )
}

/** Writes it into the recording's folder. */
export async function writeTruth(recording: Recording, truth: Truth): Promise<void> {
  const text = formatTruth(recording, truth)
  const { folder } = recording
  const isPacked = existsSync(join(folder, 'traffic.har.gz'))
  if (isPacked) await writeFile(join(folder, 'truth.json.gz'), gzipSync(text, { level: 9 }))
  else await writeFile(join(folder, 'truth.json'), text)
}

/** The text that lies in a recording's folder. */
export async function readTruth({ folder }: Recording): Promise<string> {
  const packed = join(folder, 'truth.json.gz')
  if (existsSync(packed)) return gunzipSync(await readFile(packed)).toString('utf8')
  return readFile(join(folder, 'truth.json'), 'utf8')
}
