import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { expect, test } from 'vitest'
import { loadRecording } from './recording.ts'
import { startReplay } from './replay-proxy.ts'
import { page, type TestEntry, writeTestRecording } from './test-recording.ts'
import {
  ask,
  basic,
  connectThrough,
  credentials,
  openTunnel,
  reportsOf,
  startTestReplay,
} from './test-replay.ts'
import { truthOf } from './truth.ts'

const comments = 'https://pages.test/aweme/v1/web/comment/list/select/'
const list = JSON.stringify({
  status_code: 0,
  comments: [
    {
      cid: '7425115667711188001',
      aweme_id: '7425115667711188089',
      text: '好看',
      create_time: 1728794461,
      reply_id: '0',
      user: { uid: '1', sec_uid: 'MS4w', nickname: '小雨' },
    },
  ],
})
const entries: readonly TestEntry[] = [
  {
    url: comments,
    text: list,
    headers: [
      ['content-type', 'application/json'],
      ['content-encoding', 'gzip'],
      ['content-length', '1'],
      ['transfer-encoding', 'chunked'],
      ['x-kept', 'yes'],
    ],
  },
  { url: 'https://pages.test/binary', base64: 'AP/+' },
  { url: 'https://pages.test/moved', status: 302, headers: [['location', '/home']] },
  { url: 'https://pages.test/same', status: 304, headers: [['etag', '"1"']] },
  { url: 'https://pages.test/post', method: 'POST', requestBody: 'ask', text: 'told' },
  { url: 'http://plain.test/x', text: 'plain' },
]

test('without the right credentials nothing is answered and nothing is reported', async () => {
  await using test = await startTestReplay(entries)
  for (const headers of [{}, { 'proxy-authorization': basic('acc-1:wrong') }]) {
    const refused = await connectThrough(test.replay, 'pages.test:443', headers)
    expect(refused.status).toBe(407)
    expect(refused.headers['proxy-authenticate']).toMatch(/^Basic /)
    const plain = {
      host: '127.0.0.1',
      port: test.replay.port,
      path: 'http://plain.test/x',
      headers,
    }
    expect((await ask(plain)).status).toBe(407)
  }
  expect(test.entries).toEqual([])
})

test('an answer comes whole, with its own length, and is reported with its items', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const answer = await tunnel.ask('/aweme/v1/web/comment/list/select/?msToken=secret')
  expect(answer.status).toBe(200)
  expect(answer.body.toString()).toBe(list)
  expect(answer.headers).toMatchObject({
    'content-length': String(Buffer.byteLength(list)),
    'x-kept': 'yes',
  })
  expect(answer.headers).not.toHaveProperty('content-encoding')
  expect(answer.headers).not.toHaveProperty('transfer-encoding')
  expect(await reportsOf(test, 1)).toEqual([
    {
      kind: 'served',
      at: expect.closeTo(Date.now(), -4),
      accountId: 'acc-1',
      method: 'GET',
      url: comments,
      status: 200,
      exchange: 1,
      items: ['comment:7425115667711188001'],
    },
  ])
})

test('one connection carries many answers, binary ones, redirects and 304 as recorded', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  expect((await tunnel.ask('/binary')).body).toEqual(Buffer.from([0, 255, 254]))
  const moved = await tunnel.ask('/moved')
  expect([moved.status, moved.headers.location]).toEqual([302, '/home'])
  const same = await tunnel.ask('/same')
  expect([same.status, same.headers.etag, same.body.length]).toEqual([304, '"1"', 0])
  const told = await tunnel.ask('/post', { method: 'POST' }, 'ask')
  expect(told.body.toString()).toBe('told')
  expect((await reportsOf(test, 4)).map(({ kind }) => kind)).toEqual(Array(4).fill('served'))
  expect(tunnel.secure.destroyed).toBe(false)
})

test('a HEAD has the headers of the GET, no body and no items', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const path = '/aweme/v1/web/comment/list/select/'
  const answer = await tunnel.ask(path, { method: 'HEAD' })
  expect([answer.headers['content-length'], answer.body.length]).toEqual([
    String(Buffer.byteLength(list)),
    0,
  ])
  expect(await reportsOf(test, 1)).toMatchObject([{ kind: 'served', method: 'HEAD', items: [] }])
})

test('what was not recorded is refused and reported with the nearest address', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const answer = await tunnel.ask('/aweme/v1/web/comment/list/select/?cursor=10&a_bogus=secret')
  expect([answer.status, answer.body.toString()]).toEqual([
    504,
    'The recording sample has no answer to this.\n',
  ])
  // A second slash must not be taken for a host.
  expect((await tunnel.ask('//plain.test/x')).status).toBe(504)
  expect((await tunnel.ask('/post', { method: 'POST' }, 'something else')).status).toBe(504)
  expect(await reportsOf(test, 3)).toMatchObject([
    {
      kind: 'unserved',
      accountId: 'acc-1',
      method: 'GET',
      url: `${comments}?cursor=10`,
      nearest: comments,
    },
    { kind: 'unserved', url: 'https://pages.test//plain.test/x' },
    { kind: 'unserved', method: 'POST', nearest: 'https://pages.test/post' },
  ])
})

test('what was recorded only for later is reported so, and not as its own nearest', async () => {
  const late: TestEntry = { url: 'https://pages.test/late', episode: 2 }
  await using test = await startTestReplay([late], { episodes: 2 })
  using tunnel = await openTunnel(test.replay)
  expect((await tunnel.ask('/late')).status).toBe(504)
  const [report] = await reportsOf(test, 1)
  expect(report).toMatchObject({ kind: 'unserved', elsewhere: { episode: 'episode-2' } })
  expect(report).not.toHaveProperty('nearest')
})

test('a tunnel to a host or port that was not recorded is refused and reported', async () => {
  await using test = await startTestReplay(entries)
  for (const authority of ['live.test:443', 'pages.test:8443', 'plain.test:443', 'no-port']) {
    expect((await connectThrough(test.replay, authority)).status).toBe(502)
  }
  expect(test.entries.map(({ kind, method, url }) => `${kind} ${method} ${url}`)).toEqual([
    'unserved CONNECT https://live.test/',
    'unserved CONNECT https://pages.test:8443/',
    'unserved CONNECT https://plain.test/',
    'unserved CONNECT https://no-port/',
  ])
})

test('plain http addresses are answered without a tunnel', async () => {
  await using test = await startTestReplay(entries)
  const to = { host: '127.0.0.1', port: test.replay.port, headers: credentials }
  expect((await ask({ ...to, path: 'http://plain.test/x' })).body.toString()).toBe('plain')
  expect((await ask({ ...to, path: 'http://live.test/x' })).status).toBe(504)
  expect((await ask({ ...to, path: '/x' })).status).toBe(400)
  expect((await reportsOf(test, 2)).map(({ kind, url }) => `${kind} ${url}`)).toEqual([
    'served http://plain.test/x',
    'unserved http://live.test/x',
  ])
})

test('a body or a header beyond its bound is refused', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const large = await tunnel.ask('/post', { method: 'POST' }, 'x'.repeat(3 * 1024 * 1024))
  expect(large.status).toBe(413)
  expect(await reportsOf(test, 1)).toMatchObject([{ kind: 'unserved', method: 'POST' }])
  using second = await openTunnel(test.replay)
  expect((await second.ask('/home', { headers: { long: 'x'.repeat(40_000) } })).status).toBe(431)
  expect(test.entries).toHaveLength(1)
})

test('a client that goes away before its request ends is neither served nor an error', async () => {
  await using test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const half = 'POST /post HTTP/1.1\r\nhost: pages.test\r\ncontent-length: 3\r\n\r\na'
  await new Promise<void>((resolve) => tunnel.secure.write(half, () => resolve()))
  tunnel.secure.destroy()
  using next = await openTunnel(test.replay)
  expect((await next.ask('/home')).status).toBe(200)
  expect(await reportsOf(test, 1)).toMatchObject([{ kind: 'served', url: page }])
})

test('an answer that was cut off in the middle is not reported', async () => {
  // More than the buffers of both sockets hold.
  const large: TestEntry = { url: 'https://pages.test/large', text: 'x'.repeat(15_000_000) }
  await using test = await startTestReplay([large])
  using tunnel = await openTunnel(test.replay)
  tunnel.secure.write('GET /large HTTP/1.1\r\nhost: pages.test\r\n\r\n')
  await once(tunnel.secure, 'data')
  tunnel.secure.destroy()
  using next = await openTunnel(test.replay)
  expect((await next.ask('/large')).body.length).toBe(15_000_000)
  expect(await reportsOf(test, 1)).toMatchObject([{ kind: 'served', exchange: 1 }])
})

test('disposing cuts open tunnels and frees the port', async () => {
  const test = await startTestReplay(entries)
  using tunnel = await openTunnel(test.replay)
  const closed = once(tunnel.secure, 'close')
  await test[Symbol.asyncDispose]()
  await closed
  const late = connectTcp(test.replay.port, '127.0.0.1')
  const [error] = await once(late, 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

test('an address that is not this machine is refused in a sentence', async () => {
  await using sample = await writeTestRecording([])
  const recording = await loadRecording('sample', sample)
  const options = { recording, truth: truthOf(recording), token: 't', host: '203.0.113.1' }
  await expect(startReplay({ ...options, onEntry: () => undefined })).rejects.toThrow(
    'The replay proxy cannot listen on 203.0.113.1',
  )
})

test('a port of an account’s own asks for no credentials and closes with the proxy', async () => {
  const test = await startTestReplay(entries)
  const url = await test.replay.openPort('acc-7')
  expect(await test.replay.openPort('acc-7')).toBe(url)
  expect(url).not.toBe(test.replay.url)
  const { port } = new URL(url)
  const answer = await ask({ host: '127.0.0.1', port, path: 'http://plain.test/x' })
  expect(answer.body.toString()).toBe('plain')
  expect(await reportsOf(test, 1)).toMatchObject([{ kind: 'served', accountId: 'acc-7' }])
  await test[Symbol.asyncDispose]()
  const late = connectTcp(Number(port), '127.0.0.1')
  expect((await once(late, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' })
})
