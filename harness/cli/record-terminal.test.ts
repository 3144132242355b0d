import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { Episodes } from '../replay/recorder/episodes.ts'
import { Tally } from '../replay/recorder/tally.ts'
import { MemorySink } from '../replay/recorder/testing/memory-sink.ts'
import { captured, startedAtMs } from '../replay/recorder/testing/test-spool.ts'
import { progressLine, RecordTerminal, readEpisodes } from './record-terminal.ts'

const works = captured({
  path: '/janus/douyin/creator/pc/work_list',
  body: Buffer.from(
    '{"status_code":0,"aweme_list":[{"aweme_id":"7425115669608405791","desc":"a","aweme_type":68,' +
      '"author":{"uid":"1"},"create_time":1728794460}]}',
  ),
})

test('progress counts what is captured, and what the reader of the truth already knows', () => {
  const sink = new MemorySink()
  const tally = new Tally(sink)
  tally.nextSequence()
  tally.exchange(works)
  tally.exchange(works)
  tally.exchange(captured({ path: works.url.pathname, body: Buffer.alloc(2_000_000, 'x') }))
  tally.socketOpened({ ...captured({}), sequence: 2 })
  const frame = { direction: 'sent', atMs: startedAtMs, isBinary: false, episode: 1 } as const
  tally.frame(2, { ...frame, data: Buffer.from('hi') })
  expect(progressLine(tally, { elapsedMs: 12_900, episode: 'first-visit' })).toBe(
    '12 s  1 request  2.0 MB  1 websocket  1 item  episode first-visit',
  )
  tally.leftOut({ sequence: 3, episode: 1, method: 'GET', address: 'a.test/x', reason: 'gone' })
  expect(progressLine(tally, { elapsedMs: 0, episode: 'next' })).toContain('1 left out')
  expect([sink.exchanges.length, sink.frames.length, sink.left.length]).toEqual([3, 1, 1])
})

test('a person types what happens, is told what is wrong, and ends with a dot', async () => {
  const input = new PassThrough()
  const said: string[] = []
  const ended = Promise.withResolvers<void>()
  const episodes = new Episodes({ beginEpisode: () => 2, nameEpisode: () => undefined })
  using _typed = readEpisodes(
    input,
    {
      beginEpisode(title) {
        episodes.begin(title, title)
        return title
      },
      end: ended.resolve,
    },
    (line) => said.push(line),
  )
  input.write('new-comment\n\nnew-comment\n.\n')
  await ended.promise
  expect(said).toEqual([
    'Episode new-comment begins.',
    'There is an episode new-comment already. Give another name.',
  ])
})

test('text of a page cannot steer the terminal', async () => {
  const stream = new PassThrough()
  const terminal = new RecordTerminal(stream, new Tally(new MemorySink()), () => 'first-visit')
  terminal.say('a\u001b[2Jb')
  terminal[Symbol.dispose]()
  stream.end()
  expect(await text(stream)).toBe(
    'a [2Jb\n0 s  0 requests  0.0 MB  0 websockets  0 items  episode first-visit\n',
  )
})
