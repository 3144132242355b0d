import { expect, test } from 'vitest'
import { FramePlayer } from './frame-player.ts'
import type { Pace } from './pace.ts'
import type { Frame } from './recording.ts'

function frame(direction: Frame['direction'], text: string, atMs = 0, episode = 1): Frame {
  return { direction, atMs, episode, isBinary: false, data: Buffer.from(text) }
}
const sent = (text: string, atMs?: number, episode?: number) => frame('sent', text, atMs, episode)
const received = (text: string, atMs?: number, episode?: number) =>
  frame('received', text, atMs, episode)

function start(frames: readonly Frame[], { pace = 'at once', episode = 1 } = {}) {
  const log: string[] = []
  const account = { episode }
  const speed: Pace = pace === 'as recorded' ? pace : 'at once'
  const player = new FramePlayer({
    frames,
    pace: speed,
    episode: () => account.episode,
    async send({ data }) {
      log.push(data.toString())
    },
    onUnrecorded: ({ data }) => log.push(`unrecorded ${data}`),
  })
  const played = player.play()
  return {
    log,
    played,
    player,
    hear: (text: string) => player.hear({ isBinary: false, data: Buffer.from(text) }),
    async moveTo(next: number) {
      account.episode = next
      player.moveOn()
      await turns()
    },
  }
}

/** Lets everything happen that waits for nothing. */
async function turns() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

test('received frames flow until the next sent one, which waits for the client', async () => {
  const { log, hear } = start([received('hello'), sent('sub'), received('a'), received('b')])
  await turns()
  expect(log).toEqual(['hello'])
  await hear('sub')
  await turns()
  expect(log).toEqual(['hello', 'a', 'b'])
})

test('what the client sends early counts when it is due', async () => {
  const { log, hear, played } = start([sent('one'), received('1'), sent('two'), received('2')])
  await hear('two')
  await turns()
  expect(log).toEqual([])
  await hear('one')
  await played
  expect(log).toEqual(['1', '2'])
})

test('what was not recorded is reported and answered nothing', async () => {
  const { log, hear } = start([sent('sub'), received('a')])
  await hear('other')
  await turns()
  expect(log).toEqual(['unrecorded other'])
})

test('a heartbeat that goes on gets the answer of its last recorded one', async () => {
  const { log, hear, played } = start([sent('ping'), received('pong 1'), received('push')])
  await hear('ping')
  await played
  await hear('ping')
  expect(log).toEqual(['pong 1', 'push', 'pong 1'])
})

test('frames of a later episode come once the account is in it, past what it had still to say', async () => {
  const frames = [sent('sub'), received('ok'), sent('ack'), received('new', 0, 2), sent('x', 0, 3)]
  const { log, hear, moveTo } = start(frames)
  await hear('sub')
  await turns()
  expect(log).toEqual(['ok'])
  await hear('x')
  expect(log).toEqual(['ok', 'unrecorded x'])
  await moveTo(2)
  expect(log).toEqual(['ok', 'unrecorded x', 'new'])
})

test('a socket opened in a later episode still waits for what opens it', async () => {
  const { log, hear } = start([sent('sub'), received('ok'), received('new', 0, 2)], { episode: 2 })
  await turns()
  expect(log).toEqual([])
  await hear('sub')
  await turns()
  expect(log).toEqual(['ok', 'new'])
})

test('frames keep their pauses, and a closed socket gets no more', async () => {
  const { log, played, player } = start([received('a', 30), received('b', 90_000)], {
    pace: 'as recorded',
  })
  await turns()
  expect(log).toEqual([])
  await expect.poll(() => log, { timeout: 1000, interval: 5 }).toEqual(['a'])
  player.close()
  await played
  expect(log).toEqual(['a'])
})
