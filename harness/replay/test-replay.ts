/** A replay proxy on a test recording, and clients that speak through it. */
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect } from 'vitest'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import type { Pace } from './pace.ts'
import { loadRecording } from './recording.ts'
import { type Replay, startReplay } from './replay-proxy.ts'
import { type TestEntry, testEpisodes, testManifest, writeTestRecording } from './test-recording.ts'
import { truthOf } from './truth.ts'

export interface TestReplay extends AsyncDisposable {
  replay: Replay
  entries: (ServedEntry | UnservedEntry)[]
}

export async function startTestReplay(
  recorded: readonly TestEntry[],
  options: { pace?: Pace; episodes?: number } = {},
): Promise<TestReplay> {
  const { episodes = 1, ...paced } = options
  const manifest = JSON.stringify(
    testManifest({
      hosts: ['pages.test', 'plain.test', 'localhost'],
      episodes: testEpisodes(episodes),
    }),
  )
  await using sample = await writeTestRecording(recorded, { 'manifest.json': manifest })
  const recording = await loadRecording('sample', sample)
  const reported: TestReplay['entries'] = []
  const replay = await startReplay({
    recording,
    truth: truthOf(recording),
    token: 's3cret',
    ...paced,
    onEntry: (entry) => reported.push(entry),
  })
  return { replay, entries: reported, [Symbol.asyncDispose]: () => replay[Symbol.asyncDispose]() }
}

export const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
export const credentials = { 'proxy-authorization': basic('acc-1:s3cret') }

export async function connectThrough(
  replay: Replay,
  authority: string,
  headers: object = credentials,
) {
  const request = httpRequest({
    host: '127.0.0.1',
    port: replay.port,
    method: 'CONNECT',
    path: authority,
    headers: { ...headers },
    agent: false,
  })
  request.end()
  const [response, socket]: [IncomingMessage, Socket] = await new Promise((resolve, reject) => {
    request.on('connect', (answer, stream) => resolve([answer, stream]))
    request.on('error', reject)
  })
  return { status: response.statusCode, headers: response.headers, socket }
}

export interface Answer {
  status: number | undefined
  headers: IncomingMessage['headers']
  body: Buffer
}

export async function ask(options: RequestOptions, body?: string): Promise<Answer> {
  const request = httpRequest(options)
  request.end(body)
  const response: IncomingMessage = await new Promise((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}

/** A client that speaks to pages.test through one tunnel, kept alive. */
export async function openTunnel(replay: Replay) {
  const { socket } = await connectThrough(replay, 'pages.test:443')
  // The certificate is tested with Chromium; here it only must be there.
  const secure = connectTls({ socket, servername: 'pages.test', rejectUnauthorized: false })
  await once(secure, 'secureConnect')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => secure
  return {
    secure,
    ask: (path: string, options: RequestOptions = {}, body?: string) =>
      ask({ ...options, path, agent, host: 'pages.test' }, body),
    [Symbol.dispose]: () => secure.destroy(),
  }
}

/** Waits until as many entries were reported: the last one may follow its answer by a moment. */
export async function reportsOf(test: TestReplay, count: number) {
  await expect.poll(() => test.entries.length, { timeout: 2_000, interval: 5 }).toBe(count)
  return test.entries
}
