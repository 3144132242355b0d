/** Small recordings for tests: written to a temporary folder, broken on purpose where asked. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestEntry {
  url: string
  episode?: number
  method?: string
  document?: boolean
  /** A file that a page loads. */
  script?: boolean
  requestBody?: string
  status?: number
  headers?: [string, string][]
  mimeType?: string
  text?: string
  base64?: string
  file?: string
  account?: string
  waitMs?: number
  receiveMs?: number
  /** Makes it a websocket; its address begins with wss: then. */
  frames?: readonly TestFrame[]
}

export interface TestFrame {
  type: 'send' | 'receive'
  atMs: number
  text?: string
  base64?: string
  episode?: number
}

export interface TestRecording extends AsyncDisposable {
  /** The folder that holds the recordings. */
  root: string
  /** The recording's own folder, named `sample`. */
  folder: string
}

/** When every exchange of a test recording began. */
const startedAtMs = 1_764_000_000_000

export const page = 'https://pages.test/home'

/** Writes a recording; `files` replaces or adds files by their path. */
export async function writeTestRecording(
  entries: readonly TestEntry[],
  files: Readonly<Record<string, string>> = {},
): Promise<TestRecording> {
  const root = await mkdtemp(join(tmpdir(), 'glassbox-recording-'))
  const folder = join(root, 'sample')
  const har = { log: { version: '1.2', entries: [homeEntry, ...entries].map(harEntry) } }
  const episodes = testEpisodes(Math.max(1, ...entries.flatMap(episodesIn)))
  const all = {
    'traffic.har': JSON.stringify(har),
    'manifest.json': JSON.stringify(testManifest({ episodes })),
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

function episodesIn({ episode = 1, frames = [] }: TestEntry): number[] {
  return [episode, ...frames.map((frame) => frame.episode ?? episode)]
}

export function testEpisodes(count: number): { name: string; title: string }[] {
  return Array.from({ length: count }, (_, place) => ({
    name: `episode-${place + 1}`,
    title: `Something happens for the ${place + 1}. time`,
  }))
}

export function testManifest(changes: object = {}): object {
  return {
    version: 2,
    name: 'sample',
    description: 'Made for a test.',
    recordedAt: '2026-11-24T00:00:00.000Z',
    startUrl: page,
    hosts: ['pages.test'],
    clock: { startMs: 1_764_000_000_000, timeZone: 'Asia/Shanghai', locale: 'zh-CN' },
    episodes: testEpisodes(1),
    ...changes,
  }
}

const homeEntry: TestEntry = { url: page, document: true, mimeType: 'text/html', text: '<p>home' }

function harEntry(entry: TestEntry): object {
  const { mimeType = 'application/json', text, base64, file, requestBody } = entry
  return {
    _episode: entry.episode ?? 1,
    _resourceType: resourceTypeOf(entry),
    ...(entry.account !== undefined && { _account: entry.account }),
    ...(entry.frames && { _webSocketMessages: entry.frames.map(frame) }),
    startedDateTime: new Date(startedAtMs).toISOString(),
    timings: { send: 0, wait: entry.waitMs ?? 0, receive: entry.receiveMs ?? 0 },
    request: {
      method: entry.method ?? 'GET',
      url: entry.url,
      ...(requestBody !== undefined && { postData: { text: requestBody } }),
    },
    response: {
      status: entry.status ?? (entry.frames ? 101 : 200),
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

function resourceTypeOf({ document, script, frames }: TestEntry): string {
  if (frames) return 'websocket'
  if (script === true) return 'script'
  return document === true ? 'document' : 'fetch'
}

function frame({ type, atMs, text, base64, episode }: TestFrame): object {
  return {
    type,
    time: (startedAtMs + atMs) / 1000,
    opcode: base64 === undefined ? 1 : 2,
    data: base64 ?? text ?? '',
    ...(episode !== undefined && { _episode: episode }),
  }
}
