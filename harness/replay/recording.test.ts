import { readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { loadRecording, RecordingError } from './recording.ts'
import { page, type TestEntry, testManifest, writeTestRecording } from './test-recording.ts'

const api = 'https://pages.test/api'

/** The message with which loading fails; fails itself when loading does not. */
async function refusalOf(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RecordingError)) throw new Error(`expected a RecordingError, got ${error}`)
  return error.message
}

async function refusalOfEntry(entry: TestEntry): Promise<string> {
  await using sample = await writeTestRecording([entry])
  return await refusalOf(loadRecording('sample', sample))
}

test('a recording is loaded with its bodies decoded, in order', async () => {
  await using sample = await writeTestRecording(
    [
      { url: `${api}?n=1`, text: '{"你":"好"}' },
      { url: `${api}?n=2`, base64: 'AP/+', episode: 2 },
      { url: `${api}?n=3`, file: 'pages/three.html', method: 'POST', requestBody: 'ask' },
    ],
    { 'pages/three.html': '<p>three' },
  )
  const { name, manifest, exchanges } = await loadRecording('sample', sample)
  expect({ name, episodes: manifest.episodes.length }).toEqual({ name: 'sample', episodes: 2 })
  expect(exchanges.map(({ index }) => index)).toEqual([0, 1, 2, 3])
  expect(exchanges[0]).toMatchObject({ isDocument: true, requestBody: undefined })
  expect(exchanges[1]?.body.toString()).toBe('{"你":"好"}')
  expect(exchanges[2]?.body).toEqual(Buffer.from([0, 255, 254]))
  expect(exchanges[2]?.episode).toBe(2)
  expect(exchanges[3]?.body.toString()).toBe('<p>three')
  expect(exchanges[3]?.requestBody?.toString()).toBe('ask')
})

test('a path loads the same as a name', async () => {
  await using sample = await writeTestRecording([])
  expect((await loadRecording(sample.folder)).exchanges).toHaveLength(1)
})

test('a missing recording is answered with those that exist', async () => {
  await using sample = await writeTestRecording([])
  expect(await refusalOf(loadRecording('creator-bsic', sample))).toBe(
    'There is no recording "creator-bsic". Choose one of these: sample.',
  )
  const empty = join(sample.folder, 'nothing')
  expect(await refusalOf(loadRecording('any', { root: empty }))).toContain('There are none yet')
})

test('a file that is missing or cut off is named', async () => {
  await using sample = await writeTestRecording([])
  await truncate(join(sample.folder, 'traffic.har'), 40)
  expect(await refusalOf(loadRecording('sample', sample))).toMatch(
    /^The file traffic.har of the recording sample is not valid JSON .* make the recording again\.$/,
  )
  const refusal = await refusalOfEntry({ url: api, file: 'pages/gone.html' })
  expect(refusal).toContain(
    'The file pages/gone.html of the recording sample cannot be read (ENOENT)',
  )
})

test('a newer or an older version is refused before anything else is looked at', async () => {
  await using sample = await writeTestRecording([], { 'manifest.json': '{"version":3}' })
  expect(await refusalOf(loadRecording('sample', sample))).toBe(
    'The recording sample has version 3 in its manifest.json; this glassbox reads version 2. ' +
      'Update glassbox, or make the recording again.',
  )
  await using old = await writeTestRecording([], { 'manifest.json': '{"version":1}' })
  expect(await refusalOf(loadRecording('sample', old))).toBe(
    'The recording sample has version 1 in its manifest.json; this glassbox reads version 2. ' +
      'Make the recording again.',
  )
})

test('a field of the wrong form is named with its place', async () => {
  const manifest = JSON.stringify(testManifest({ episodes: [] }))
  await using sample = await writeTestRecording([], { 'manifest.json': manifest })
  expect(await refusalOf(loadRecording('sample', sample))).toContain(
    'The file manifest.json of the recording sample is not as it must be at episodes:',
  )
  const refusal = await refusalOfEntry({ url: api, status: 99 })
  expect(refusal).toContain('not as it must be at log.entries.1.response.status:')
})

test.each([
  '../outside.txt',
  'pages/../../outside.txt',
  '/etc/hostname',
  'C:\\outside.txt',
  'pages\\outside.txt',
  './manifest.json',
  'pages//x',
  '',
])('a body in %j is refused', async (file) => {
  expect(await refusalOfEntry({ url: api, file })).toContain('which is refused because')
})

test('a link out of the folder is refused', async () => {
  await using sample = await writeTestRecording([{ url: api, file: 'pages/link.html' }], {
    'pages/other.html': '',
  })
  await writeFile(join(sample.root, 'outside.txt'), 'secret')
  await symlink(join(sample.root, 'outside.txt'), join(sample.folder, 'pages/link.html'))
  expect(await refusalOf(loadRecording('sample', sample))).toContain(
    'is a link that leads out of the recording',
  )
})

test('a file beyond its bound is refused unread', async () => {
  await using sample = await writeTestRecording([])
  await truncate(join(sample.folder, 'manifest.json'), 64 * 1024 + 1)
  expect(await refusalOf(loadRecording('sample', sample))).toContain(
    'has 65537 bytes; at most 65536',
  )
})

test('an entry that cannot be replayed is refused with the reason', async () => {
  expect(await refusalOfEntry({ url: 'https://other.test/' })).toContain(
    'Entry 1 of traffic.har in the recording sample cannot be used: its host other.test is not among',
  )
  expect(await refusalOfEntry({ url: 'ftp://pages.test/' })).toContain('begins with ftp:')
  expect(await refusalOfEntry({ url: api, base64: 'no base64!' })).toContain('not valid base64')
  expect(await refusalOfEntry({ url: api, text: 'x', file: 'manifest.json' })).toContain('twice')
  expect(await refusalOfEntry({ url: api, headers: [['a b', 'c']] })).toContain('header "a b"')
  expect(await refusalOfEntry({ url: api, headers: [['a', 'b\r\nc: d']] })).toContain('header "a"')
})

test('a recording without its start page is refused', async () => {
  const manifest = JSON.stringify(testManifest({ startUrl: `${page}/other` }))
  await using sample = await writeTestRecording([], { 'manifest.json': manifest })
  expect(await refusalOf(loadRecording('sample', sample))).toContain(
    'has no page for its own startUrl',
  )
})

const socket = {
  url: 'wss://pages.test/live',
  frames: [
    { type: 'send', atMs: 20, text: 'hello' },
    { type: 'receive', atMs: 30.5, base64: 'AAEC' },
  ],
} as const

test('a websocket is read with its messages, their times and their bytes', async () => {
  await using sample = await writeTestRecording([socket])
  const { exchanges } = await loadRecording('sample', sample)
  expect(exchanges[1]).toMatchObject({ status: 101, isApi: false })
  const frames = exchanges[1]?.frames ?? []
  expect(frames.map(({ atMs }) => Math.round(atMs))).toEqual([20, 31])
  expect(frames).toMatchObject([
    { direction: 'sent', isBinary: false, data: Buffer.from('hello'), episode: 1 },
    { direction: 'received', isBinary: true, data: Buffer.from([0, 1, 2]), episode: 1 },
  ])
})

test('a websocket that is none, or whose bytes are none, is refused', async () => {
  expect(await refusalOfEntry({ ...socket, url: 'https://pages.test/live' })).toContain(
    'its address begins with https: where only wss: and ws: can be replayed',
  )
  expect(await refusalOfEntry({ ...socket, status: 200 })).toContain('101 is that of a websocket')
  expect(await refusalOfEntry({ url: api, status: 101, text: '' })).toContain('101 is that of')
  const frames = [{ type: 'receive', atMs: 1, base64: '***' }] as const
  expect(await refusalOfEntry({ ...socket, frames })).toContain('is not valid base64')
})

test('an account must be one of the manifest', async () => {
  expect(await refusalOfEntry({ url: api, text: '{}', account: 'b' })).toContain(
    'it is of the account b, of which manifest.json does not tell',
  )
  const accounts = ['a', 'b'].map((key) => ({ key, title: `Account ${key}` }))
  await using sample = await writeTestRecording([{ url: api, text: '{}', account: 'b' }], {
    'manifest.json': JSON.stringify(testManifest({ accounts })),
  })
  const { exchanges } = await loadRecording('sample', sample)
  expect(exchanges.map(({ account }) => account)).toEqual([undefined, 'b'])
  const twice = JSON.stringify(testManifest({ accounts: [accounts[0], accounts[0]] }))
  await using doubled = await writeTestRecording([], { 'manifest.json': twice })
  expect(await refusalOf(loadRecording('sample', doubled))).toContain('names two accounts alike')
})

test('packed traffic is read, and refused where it is broken or unpacks to too much', async () => {
  await using sample = await writeTestRecording([{ url: api, text: '{"a":1}' }])
  const plain = join(sample.folder, 'traffic.har')
  const packed = gzipSync(await readFile(plain))
  await rm(plain)
  await writeFile(`${plain}.gz`, packed)
  expect((await loadRecording('sample', sample)).exchanges).toHaveLength(2)
  await writeFile(`${plain}.gz`, packed.subarray(0, packed.length - 9))
  expect(await refusalOf(loadRecording('sample', sample))).toContain('unexpected end of file')
  await writeFile(`${plain}.gz`, gzipSync(Buffer.alloc(65 * 1024 * 1024)))
  expect(await refusalOf(loadRecording('sample', sample))).toContain(
    'cannot be unpacked into at most 67108864 bytes',
  )
})
