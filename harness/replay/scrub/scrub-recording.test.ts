/** A scrubbed recording is as good as the one it was made from. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { nextCursor } from '../next-cursor.ts'
import { loadRecording, type Recording, recordingsRoot } from '../recording.ts'
import { type Truth, type TruthItem, truthOf } from '../truth.ts'
import { findPrivate } from './find-private.ts'
import { readHar } from './read-har.ts'
import { scrubHar } from './scrub-har.ts'

const original = await loadRecording('creator-basic')
const source = await readHar(join(original.folder, 'traffic.har'))
const { har, replaced } = scrubHar(source, { key: 'a key for tests' })
let scrubbed: Recording
let before: Truth
let after: Truth

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'glassbox-scrub-'))
  const folder = join(root, 'creator-basic')
  await cp(join(recordingsRoot, 'creator-basic'), folder, { recursive: true })
  await writeFile(join(folder, 'traffic.har'), JSON.stringify(har))
  scrubbed = await loadRecording('creator-basic', { root })
  before = truthOf(original)
  after = truthOf(scrubbed)
  return () => rm(root, { recursive: true, force: true })
})

/** Original and scrubbed items, in the order of the recording. */
function pairs(): [TruthItem, TruthItem][] {
  const others = [...after.items.values()]
  return [...before.items.values()].map((item, place) => [item, others[place] ?? item])
}

test('it has as many items of each kind, in the same answers', () => {
  expect(after.items.size).toBe(before.items.size)
  expect(pairs().map(([a, b]) => [a.kind, a.firstExchange, b.kind, b.firstExchange])).toEqual(
    pairs().map(([a]) => [a.kind, a.firstExchange, a.kind, a.firstExchange]),
  )
})

test('ids correspond one to one, and so every relation holds', () => {
  const ids = new Map<string, string>()
  const note = (from: unknown, to: unknown) => {
    if (typeof from !== 'string' || typeof to !== 'string') {
      expect(to).toBe(from)
      return
    }
    expect(ids.get(from) ?? to).toBe(to)
    ids.set(from, to)
  }
  for (const [a, b] of pairs()) {
    note(a.id, b.id)
    const relations = Object.keys(a.fields).filter((field) => /Id$|SecUid$|Name$/.test(field))
    for (const field of relations) note(a.fields[field], b.fields[field])
  }
  expect(ids.size).toBeGreaterThan(50)
  expect(new Set(ids.values()).size).toBe(ids.size)
  for (const [from, to] of ids) {
    expect(to).not.toBe(from)
    expect([...to]).toHaveLength([...from].length)
    if (/^\d{19}$/.test(from)) expect(BigInt(to) >> 32n).toBe(BigInt(from) >> 32n)
    if (from.startsWith('MS4wLjABAAAA')) expect(to).toMatch(/^MS4wLjABAAAA[\w-]+$/)
  }
})

test('what is not private is as it was', () => {
  for (const [a, b] of pairs()) {
    for (const field of ['createdAtMs', 'type', 'direction', 'isAuthor']) {
      expect(b.fields[field]).toEqual(a.fields[field])
    }
  }
  expect(scrubbed.exchanges.map(({ status, method }) => [status, method])).toEqual(
    original.exchanges.map(({ status, method }) => [status, method]),
  )
})

test('texts are other texts of the same length', () => {
  const texts = pairs().flatMap(([a, b]) =>
    typeof a.fields.text === 'string' ? [[a.fields.text, String(b.fields.text)] as const] : [],
  )
  expect(texts.length).toBeGreaterThan(30)
  for (const [from, to] of texts) {
    expect(to).not.toBe(from)
    expect([...to]).toHaveLength([...from].length)
  }
})

test('cursors lead from page to page', () => {
  const followed = (recording: Recording) =>
    recording.exchanges.flatMap((exchange, place) =>
      ['cursor', 'max_cursor'].flatMap((name) => {
        const next = exchange.isApi ? nextCursor(exchange, name) : undefined
        if (next === undefined) return []
        const to = recording.exchanges.findIndex(
          ({ url }, at) =>
            at > place &&
            url.pathname === exchange.url.pathname &&
            url.searchParams.get(name) === next,
        )
        return [[place, name, to]]
      }),
    )
  expect(followed(original).length).toBeGreaterThan(5)
  expect(followed(scrubbed)).toEqual(followed(original))
})

test('pages, scripts and style sheets work on: they differ only where they name somebody', () => {
  const bodies = (recording: Recording, type: RegExp) =>
    recording.exchanges
      .filter(({ mimeType }) => type.test(mimeType))
      .map(({ body }) => body.toString())
  expect(bodies(scrubbed, /javascript|css/)).toEqual(bodies(original, /javascript|css/))
  const [home = ''] = bodies(scrubbed, /html/)
  expect(home).toContain('<a href="/creator-micro/content/manage">作品管理</a>')
  expect(home).toContain('抖音号：')
  expect(home).not.toContain('木匠阿禾')
})

test('every address that an answer names for a picture is one that was asked', () => {
  const pictures = (recording: Recording) => {
    const asked = new Set(recording.exchanges.map(({ url }) => url.href))
    const text = recording.exchanges.map(({ body }) => body.toString()).join('\n')
    const named = new Set(text.match(/https:\/\/p3-pc[^"]+/g))
    return [named.size, [...named].filter((url) => asked.has(url)).length]
  }
  expect(pictures(scrubbed)).toEqual(pictures(original))
})

test('the detector finds plenty before and nothing after', () => {
  expect(findPrivate(source).length).toBeGreaterThan(500)
  expect(findPrivate(har)).toEqual([])
  expect(replaced.name).toBeGreaterThan(5)
})

test('nothing that any person wrote or is called is left anywhere', () => {
  const text = JSON.stringify(har)
  const written = [...before.items.values()].flatMap(({ fields }) =>
    ['text', 'title', 'authorName', 'userName', 'senderName'].flatMap((field) => {
      const value = fields[field]
      return typeof value === 'string' ? [value] : []
    }),
  )
  expect(written.length).toBeGreaterThan(50)
  expect(written.filter((value) => text.includes(value))).toEqual([])
})
