import {
  appendFileSync,
  existsSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadRecording } from '../recording.ts'
import type { Captured } from './captured.ts'
import { type FinishRequest, finishRecording } from './finish.ts'
import { readSpool } from './read-spool.ts'
import { makeScrubber } from './scrubber.ts'
import { Spool } from './spool.ts'
import { captured, home, startedAtMs, testHead } from './testing/test-spool.ts'

/** A spool with one episode and this traffic, and where its recording is to go. */
function makeSpool(exchanges: readonly Captured[]) {
  const root = mkdtempDisposableSync(join(tmpdir(), 'glassbox-spool-test-'))
  const folder = join(root.path, 'sample')
  const spool = new Spool(join(root.path, '.sample.spool'), { ...testHead, folder })
  spool.beginEpisode('first-visit', 'The first visit')
  for (const exchange of exchanges) spool.exchange(exchange)
  return { root, folder, spool, [Symbol.dispose]: () => root.remove() }
}

async function refusalOf(request: FinishRequest): Promise<string> {
  const [result] = await Promise.allSettled([finishRecording(request)])
  return result.status === 'rejected' ? String(result.reason) : 'nothing was refused'
}

test('a spool becomes a recording, in the order of asking', async () => {
  const binary = captured({ sequence: 3, path: '/binary', body: Buffer.from([0, 255]) })
  using made = makeSpool([binary, { ...home, sequence: 2 }])
  made.spool.socketOpened({
    ...captured({ path: '/live' }),
    url: new URL('wss://pages.test/live'),
    sequence: 1,
  })
  const frame = { atMs: startedAtMs + 7, episode: 1 }
  made.spool.frame(1, { ...frame, direction: 'sent', isBinary: false, data: Buffer.from('hi') })
  made.spool.frame(1, {
    ...frame,
    direction: 'received',
    isBinary: true,
    data: Buffer.from([0, 254]),
  })
  made.spool.socketClosed(1, startedAtMs + 9)
  const { recording, truth, seen } = await finishRecording({ spool: made.spool.folder })
  expect(recording.exchanges.map(({ url }) => url.pathname)).toEqual(['/live', '/home', '/binary'])
  expect(recording.exchanges[0]).toMatchObject({
    receiveMs: 9,
    frames: [
      { direction: 'sent', atMs: 7, isBinary: false, data: Buffer.from('hi') },
      { direction: 'received', atMs: 7, isBinary: true, data: Buffer.from([0, 254]) },
    ],
  })
  expect(recording.exchanges[2]?.body).toEqual(Buffer.from([0, 255]))
  expect(recording.manifest).toMatchObject({ name: 'sample', hosts: ['pages.test'] })
  expect({ seen, items: truth.items.size, folder: recording.folder }).toEqual({
    seen: 3,
    items: 0,
    folder: made.folder,
  })
  expect(readdirSync(made.folder).sort()).toEqual([
    'manifest.json',
    'pages',
    'traffic.har',
    'truth.json',
  ])
  expect(await loadRecording(made.folder)).toEqual(recording)
})

test('a line that was cut off is ignored, and a broken one is told', async () => {
  using made = makeSpool([home, captured({ path: '/whole' })])
  const lines = join(made.spool.folder, 'lines.jsonl')
  appendFileSync(lines, '{"kind":"exchange","seq')
  expect(readSpool(made.spool.folder).exchanges).toHaveLength(2)
  appendFileSync(lines, '\n')
  expect(await refusalOf({ spool: made.spool.folder })).toMatch(
    /unfinished recording in .* cannot be read at lines\.jsonl:4: /,
  )
  rmSync(made.spool.folder, { recursive: true })
  expect(await refusalOf({ spool: made.spool.folder })).toContain(
    'There is no unfinished recording',
  )
})

test('nothing is written over another recording, nor where nothing could be played', async () => {
  using made = makeSpool([home])
  await finishRecording({ spool: made.spool.folder })
  expect(await refusalOf({ spool: made.spool.folder })).toContain('There is already something in')
  await finishRecording({ spool: made.spool.folder, replaces: true })
  using empty = makeSpool([captured({})])
  expect(await refusalOf({ spool: empty.spool.folder })).toContain(
    'no page of https://pages.test/home was answered',
  )
  expect(readdirSync(empty.root.path)).toEqual(['.sample.spool'])
})

test('a recording that cannot be read as truth is not put in its place', async () => {
  const works = captured({
    path: '/janus/douyin/creator/pc/work_list',
    body: Buffer.from('{"status_code":0,"aweme_list":[{}]}'),
  })
  using made = makeSpool([home, works])
  expect(await refusalOf({ spool: made.spool.folder })).toContain('cannot be read as the list')
  expect(existsSync(made.folder)).toBe(false)
})

test('what is private is replaced before anything is written, or the recording is refused', async () => {
  using made = makeSpool([home, captured({ body: Buffer.from('{"name":"Zhang San"}') })])
  const { folder: spool } = made.spool
  const replaceName = (har: unknown) =>
    JSON.parse(JSON.stringify(har).replaceAll('Zhang San', 'Chang Tan'))
  const findName = (har: unknown) =>
    Array.from(JSON.stringify(har).matchAll(/Zhang San/g), () => ({
      kind: 'name' as const,
      field: 'name',
      place: 'entry 1',
      shown: 'Z…n',
    }))
  const nothing = { scrubHar: (har: unknown) => ({ har, replaced: {} }), findPrivate: findName }
  expect(await refusalOf({ spool, scrub: makeScrubber(nothing, { key: 'k' }) })).toContain(
    'so it is not written:\n  name at entry 1: Z…n (field name)',
  )
  expect(readdirSync(made.root.path)).toEqual(['.sample.spool'])
  const scrubHar = (har: unknown) => ({ har: replaceName(har), replaced: { name: 1 } })
  const parts = { scrubHar, findPrivate: findName }
  const { replaced } = await finishRecording({ spool, scrub: makeScrubber(parts, { key: 'k' }) })
  expect(replaced).toEqual({ name: 1 })
  expect(readFileSync(join(made.folder, 'traffic.har'), 'utf8')).not.toContain('Zhang San')
})

test('a cookie that an answer repeats refuses the recording', async () => {
  const secret = 'q8f2-77ab-"x"-d03e'
  using made = makeSpool([home, captured({ body: Buffer.from(`say ${secret}`) })])
  const { folder: spool } = made.spool
  const nothing = { scrubHar: (har: unknown) => ({ har, replaced: {} }), findPrivate: () => [] }
  const scrub = (...cookies: string[]) => makeScrubber(nothing, { key: 'k' }, cookies)
  expect(await refusalOf({ spool, scrub: scrub('zh-CN', secret) })).toContain(
    'cookie at entry 1, pages.test, the value of a cookie: q8… (field cookie)',
  )
  // A short one, a number, and one that is nowhere.
  await finishRecording({ spool, scrub: scrub('say', '1234567890123456', 'k'.repeat(20)) })
})

test('a long HAR is packed, and large binary bodies are files', async () => {
  const long = captured({ path: '/long', body: Buffer.alloc(1_100_000, '{"a":1} ') })
  const image = captured({ path: '/image.png', body: Buffer.alloc(70_000, 255) })
  using made = makeSpool([home, long, image])
  const { recording } = await finishRecording({ spool: made.spool.folder })
  expect(readdirSync(made.folder)).toContain('traffic.har.gz')
  expect(readdirSync(join(made.folder, 'pages'))).toEqual(['000-home.html', '002-image.bin'])
  expect(recording.exchanges[1]?.body.equals(long.body)).toBe(true)
  expect(recording.exchanges[2]?.body.equals(image.body)).toBe(true)
})

test('only its owner may look into a spool, and a second start is refused', () => {
  using made = makeSpool([])
  expect(readFileSync(join(made.spool.folder, '.gitignore'), 'utf8')).toBe('*\n')
  expect(() => new Spool(made.spool.folder, testHead)).toThrow(
    `glassbox record --recover ${made.spool.folder}`,
  )
})
