import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { TestEntry } from './test-recording.ts'
import { connectThrough, credentials, openTunnel, startTestReplay } from './test-replay.ts'

const live = 'wss://pages.test/live?channel=comments'
const socket: TestEntry = {
  url: live,
  headers: [['sec-websocket-protocol', 'v2']],
  frames: [
    { type: 'receive', atMs: 10, text: 'hello' },
    { type: 'send', atMs: 20, text: '{"cmd":"sub","ts":1764000000}' },
    { type: 'receive', atMs: 30, base64: 'AP/+' },
    { type: 'receive', atMs: 9000, text: 'a comment', episode: 2 },
  ],
}
const plain: TestEntry = {
  url: 'ws://plain.test/live',
  frames: [{ type: 'receive', atMs: 0, text: 'plain' }],
}

type TestReplay = Awaited<ReturnType<typeof startTestReplay>>

/** A page's websocket through the proxy, and what came over it. */
async function openSocket(test: TestReplay, address: string, protocols: string[] = []) {
  const url = new URL(address)
  const isSecure = url.protocol === 'wss:'
  const { secure } = isSecure ? await openTunnel(test.replay) : { secure: undefined }
  const tunnel = secure ?? (await connectThrough(test.replay, `${url.hostname}:80`)).socket
  const client = new WebSocket(address.replace('wss:', 'ws:'), protocols, {
    createConnection: () => tunnel,
  })
  const came: unknown[] = []
  client.on('message', (data: Buffer, isBinary) => came.push(isBinary ? [...data] : `${data}`))
  return { client, came, [Symbol.dispose]: () => client.terminate() }
}

const soon = { timeout: 2000, interval: 5 }

test('a websocket plays its frames, text and binary, and agrees on the recorded protocol', async () => {
  await using test = await startTestReplay([socket], { episodes: 2 })
  using page = await openSocket(test, `${live}&_signature=x`, ['v1', 'v2'])
  await expect.poll(() => page.came, soon).toEqual(['hello'])
  expect(page.client.protocol).toBe('v2')
  page.client.send('{"ts":1765000000,"cmd":"sub"}')
  await expect.poll(() => page.came, soon).toEqual(['hello', [0, 255, 254]])
  expect(test.entries).toMatchObject([
    { kind: 'served', accountId: 'acc-1', method: 'GET', url: live, status: 101, exchange: 1 },
  ])
})

test('a live push comes when the episode of the account moves on', async () => {
  await using test = await startTestReplay([socket], { episodes: 2 })
  using page = await openSocket(test, live)
  page.client.on('open', () => page.client.send('{"cmd":"sub"}'))
  await expect.poll(() => page.came.length, soon).toBe(2)
  using tunnel = await openTunnel(test.replay)
  await tunnel.ask('/home')
  await tunnel.ask('/home')
  await expect.poll(() => page.came.at(-1), soon).toBe('a comment')
})

test('a message that was not recorded is reported with the nearest one, and no more than a bound', async () => {
  await using test = await startTestReplay([socket], { episodes: 2 })
  using page = await openSocket(test, live)
  await once(page.client, 'open')
  page.client.send('{"cmd":"such"}')
  await expect
    .poll(() => test.entries.at(-1), soon)
    .toMatchObject({
      kind: 'unserved',
      accountId: 'acc-1',
      url: live,
      message: '{"cmd":"such"}',
      nearest: '{"cmd":"sub","ts":1764000000}',
    })
  const closed = once(page.client, 'close')
  for (let count = 0; count < 1000; count++) page.client.send(`flood ${count}`)
  expect((await closed)[0]).toBe(1008)
  expect(test.entries).toHaveLength(1001)
})

test('a message beyond its bound ends the socket', async () => {
  await using test = await startTestReplay([socket], { episodes: 2 })
  using page = await openSocket(test, live)
  await once(page.client, 'open')
  const closed = once(page.client, 'close')
  page.client.send('x'.repeat(1024 * 1024 + 1))
  expect((await closed)[0]).toBe(1009)
})

test('a websocket that was not recorded is refused and reported with the nearest address', async () => {
  await using test = await startTestReplay([socket, plain], { episodes: 2 })
  using page = await openSocket(test, 'wss://pages.test/live?channel=gifts')
  const [error] = await once(page.client, 'error')
  expect(error.message).toContain('504')
  expect(test.entries).toMatchObject([
    { kind: 'unserved', url: 'wss://pages.test/live?channel=gifts', nearest: live },
  ])
})

test('plain websockets go through a tunnel, or ask the proxy itself', async () => {
  await using test = await startTestReplay([plain])
  using page = await openSocket(test, plain.url)
  await expect.poll(() => page.came, soon).toEqual(['plain'])
  const { port } = test.replay
  const direct = (headers: object) =>
    new WebSocket(`ws://127.0.0.1:${port}/`, {
      headers: { ...headers },
      finishRequest: (request) => {
        request.path = plain.url
        request.end()
      },
    })
  const client = direct(credentials)
  expect(`${(await once(client, 'message'))[0]}`).toBe('plain')
  const refused = direct({})
  expect((await once(refused, 'error'))[0].message).toContain('407')
  client.terminate()
})

test('disposing the proxy ends every socket; a page that closes its own gets an answer', async () => {
  const test = await startTestReplay([socket], { episodes: 2 })
  using one = await openSocket(test, live)
  using other = await openSocket(test, live)
  await expect.poll(() => [one.came.length, other.came.length], soon).toEqual([1, 1])
  const answered = once(one.client, 'close')
  one.client.close(1000)
  expect((await answered)[0]).toBe(1000)
  const cut = once(other.client, 'close')
  await test[Symbol.asyncDispose]()
  expect((await cut)[0]).toBe(1006)
})

test('answers come at the pace: their first byte after the wait, their last in time', async () => {
  const slow: TestEntry = {
    url: 'https://pages.test/slow',
    waitMs: 800,
    receiveMs: 800,
    text: 'x'.repeat(50_000),
  }
  await using test = await startTestReplay([slow], { pace: 10 })
  using tunnel = await openTunnel(test.replay)
  const beganMs = performance.now()
  const firstMs = once(tunnel.secure, 'data').then(() => performance.now() - beganMs)
  const answer = await tunnel.ask('/slow')
  const wholeMs = performance.now() - beganMs
  expect(answer.body).toHaveLength(50_000)
  expect(await firstMs).toBeGreaterThan(79)
  expect(wholeMs - (await firstMs)).toBeGreaterThan(55)
  expect(wholeMs).toBeLessThan(700)
})
