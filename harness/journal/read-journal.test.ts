import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJournal } from './read-journal.ts'

const step = '{"glassbox":{"at":1,"kind":"step","text":"x"}}'

function read(text: string) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-test-'))
  const file = join(folder.path, 'journal.jsonl')
  writeFileSync(file, text)
  return readJournal(file)
}

test('lines come back in order', () => {
  const { lines, notes } = read(`${step}\n{"resourceSpans":[]}\n`)
  expect(lines).toMatchObject([{ glassbox: { kind: 'step' } }, { resourceSpans: [] }])
  expect(notes).toEqual([])
})

test('what version 2 added is read', () => {
  const episode = { at: 1, kind: 'episode', accountId: 'acc-1', episode: 2, name: 'b', title: 'B' }
  const line = (by: string) => JSON.stringify({ glassbox: { ...episode, by } })
  expect(read(`${line('play')}\n`).lines).toEqual([{ glassbox: { ...episode, by: 'play' } }])
  expect(() => read(`${line('chance')}\n`)).toThrow(/line 1: glassbox.by/)
})

test('a last line that breaks off is left out and said', () => {
  const { lines, notes } = read(`${step}\n{"glassbox":{"at`)
  expect(lines).toHaveLength(1)
  expect(notes).toEqual([expect.stringContaining('breaks off')])
})

test('a last line that only lacks its line end counts', () => {
  expect(read(`${step}\n${step}`).lines).toHaveLength(2)
})

test.each([
  ['a broken line', `${step}\n{"x\n${step}\n`, /line 2: .*JSON/],
  ['a line of another kind', '{"hello":1}\n', /line 1: it is none of the known kinds/],
  ['an unknown entry', '{"glassbox":{"at":1,"kind":"dance"}}\n', /line 1: glassbox.kind/],
  [
    'a newer version',
    '{"glassbox":{"at":1,"kind":"run","version":99}}\n',
    /version 99, this glassbox reads up to 2/,
  ],
  ['an empty file', '', /no line of telemetry/],
])('%s is refused with its place', (_, text, sentence) => {
  expect(() => read(text)).toThrow(sentence)
})

test('a missing file is refused with where journals lie', () => {
  expect(() => readJournal('nowhere.jsonl')).toThrow(/reports\/<run>\/journal\.jsonl/)
})
