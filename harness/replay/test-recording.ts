/** Small recordings for tests: written to a temporary folder, broken on purpose where asked. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestEntry {
  url: string
  round?: number
  method?: string
  document?: boolean
  requestBody?: string
  status?: number
  headers?: [string, string][]
  mimeType?: string
  text?: string
  base64?: string
  file?: string
}

export interface TestRecording extends AsyncDisposable {
  /** The folder that holds the recordings. */
  root: string
  /** The recording's own folder, named `sample`. */
  folder: string
}

export const page = 'https://pages.test/home'

/** Writes a recording; `files` replaces or adds files by their path. */
export async function writeTestRecording(
  entries: readonly TestEntry[],
  files: Readonly<Record<string, string>> = {},
): Promise<TestRecording> {
  const root = await mkdtemp(join(tmpdir(), 'glassbox-recording-'))
  const folder = join(root, 'sample')
  const har = { log: { version: '1.2', entries: [homeEntry, ...entries].map(harEntry) } }
  const rounds = Math.max(1, ...entries.map(({ round = 1 }) => round))
  const all = {
    'traffic.har': JSON.stringify(har),
    'manifest.json': JSON.stringify(testManifest({ rounds })),
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return {
    root,
    folder,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

export function testManifest(changes: object = {}): object {
  return {
    version: 1,
    name: 'sample',
    description: 'Made for a test.',
    recordedAt: '2026-11-24T00:00:00.000Z',
    startUrl: page,
    hosts: ['pages.test'],
    rounds: 1,
    ...changes,
  }
}

const homeEntry: TestEntry = { url: page, document: true, mimeType: 'text/html', text: '<p>home' }

function harEntry(entry: TestEntry): object {
  const { mimeType = 'application/json', text, base64, file, requestBody } = entry
  return {
    _round: entry.round ?? 1,
    _resourceType: entry.document === true ? 'document' : 'fetch',
    request: {
      method: entry.method ?? 'GET',
      url: entry.url,
      ...(requestBody !== undefined && { postData: { text: requestBody } }),
    },
    response: {
      status: entry.status ?? 200,
      headers: (entry.headers ?? [['content-type', mimeType]]).map(([name, value]) => ({
        name,
        value,
      })),
      content: {
        mimeType,
        ...(text !== undefined && { text }),
        ...(base64 !== undefined && { text: base64, encoding: 'base64' }),
        ...(file !== undefined && { _file: file }),
      },
    },
  }
}
