import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { Capture } from './capture.ts'
import type {
  ContextTraffic,
  PageTraffic,
  RequestTraffic,
  ResponseTraffic,
  SocketTraffic,
} from './page-traffic.ts'
import { MemorySink } from './testing/memory-sink.ts'

class FakeContext extends EventEmitter implements ContextTraffic {
  pages(): PageTraffic[] {
    return []
  }
}

class FakeSocket extends EventEmitter implements SocketTraffic {
  url(): string {
    return 'wss://pages.test/live?msToken=s3cret'
  }
}

function response(changes: Partial<ResponseTraffic> = {}): ResponseTraffic {
  return {
    status: () => 200,
    statusText: () => 'OK',
    fromServiceWorker: () => false,
    headers: () => ({}),
    headersArray: async () => [],
    finished: async () => null,
    body: async () => Buffer.from('body'),
    ...changes,
  }
}

function request(changes: Partial<RequestTraffic> = {}): RequestTraffic {
  return {
    url: () => 'https://pages.test/api?a=1&msToken=s3cret',
    method: () => 'GET',
    resourceType: () => 'fetch',
    postDataBuffer: () => null,
    serviceWorker: () => null,
    response: async () => response(),
    failure: () => null,
    timing: () => ({ startTime: 1_000.4, responseStart: 20.2, responseEnd: 25.1 }),
    sizes: async () => ({ responseBodySize: 4 }),
    ...changes,
  }
}

function start(options: { isWanted?(host: string): boolean } = {}) {
  const context = new FakeContext()
  const sink = new MemorySink()
  return { context, sink, capture: new Capture(context, { sink, ...options }) }
}

const reasons = (sink: MemorySink) => sink.left.map(({ reason }) => reason)

test('an exchange is kept with its times and without volatile parameters', async () => {
  const { context, sink, capture } = start()
  context.emit('request', request())
  await capture.settle()
  expect(sink.exchanges).toMatchObject([
    { sequence: 1, episode: 1, startedAtMs: 1000, waitMs: 20, receiveMs: 5, status: 200 },
  ])
  expect(sink.exchanges[0]?.url.href).toBe('https://pages.test/api?a=1')
  expect(sink.exchanges[0]?.body.toString()).toBe('body')
})

test('an exchange is of the episode in which it was asked, a frame of that in which it went', async () => {
  const { context, sink, capture } = start()
  const answer = Promise.withResolvers<ResponseTraffic>()
  const page = new EventEmitter()
  const socket = new FakeSocket()
  context.emit('page', page)
  context.emit('request', request({ response: () => answer.promise }))
  page.emit('websocket', socket)
  capture.episode = 2
  answer.resolve(response())
  socket.emit('framereceived', { payload: Buffer.from([0, 255]) })
  await capture.settle()
  expect(sink.exchanges[0]?.episode).toBe(1)
  expect(sink.sockets[0]?.episode).toBe(1)
  expect(sink.frames).toMatchObject([{ sequence: 2, episode: 2, isBinary: true }])
})

test('what is not of the network, or of a host that is not wanted, is not looked at', async () => {
  const { context, sink, capture } = start({ isWanted: (host) => host !== 'ads.test' })
  context.emit('request', request({ url: () => 'data:text/plain,x' }))
  context.emit('request', request({ url: () => 'https://ads.test/pixel' }))
  await capture.settle()
  expect({ kept: sink.exchanges, left: sink.left }).toEqual({ kept: [], left: [] })
})

test.for<[string, Partial<RequestTraffic>, RegExp]>([
  [
    'fails',
    { response: async () => null, failure: () => ({ errorText: 'net::ERR_ABORTED' }) },
    /^it got no answer \(net::ERR_ABORTED\)$/,
  ],
  [
    'is of a page that was left in the middle',
    {
      response: async () =>
        response({
          body: async () => {
            throw new Error('No resource with given identifier found\n  and a log')
          },
        }),
    },
    /^its answer was gone before it could be read \(No resource .* found\)$/,
  ],
  [
    'is larger than a recording may hold',
    { sizes: async () => ({ responseBodySize: 17_000_000 }) },
    /^its body has 17000000 bytes, and a recording holds at most 16777216 of one$/,
  ],
  [
    'is no answer',
    { response: async () => response({ status: () => 103 }) },
    /^its status is 103$/,
  ],
])('a request that %s is left out with the reason', async ([, changes, reason]) => {
  const { context, sink, capture } = start()
  context.emit('request', request(changes))
  await capture.settle()
  expect(sink.exchanges).toEqual([])
  expect(reasons(sink)).toEqual([expect.stringMatching(reason)])
  expect(sink.left[0]?.address).toBe('pages.test/api')
})

test('a body that is announced too large is not waited for', async () => {
  const { context, sink, capture } = start()
  const headersArray = async () => [{ name: 'Content-Length', value: '900000000' }]
  const finished = () => new Promise<never>(() => undefined)
  context.emit('request', request({ response: async () => response({ headersArray, finished }) }))
  await capture.settle()
  expect(reasons(sink)).toEqual([expect.stringContaining('900000000 bytes')])
})

test('a request that never ends is left out when the recording ends, and nothing comes after', async () => {
  const { context, sink, capture } = start()
  const answer = Promise.withResolvers<ResponseTraffic>()
  context.emit('request', request({ response: () => answer.promise }))
  await capture.settle(1)
  capture.end()
  answer.resolve(response())
  await capture.settle()
  context.emit('request', request())
  expect(sink.exchanges).toEqual([])
  expect(reasons(sink)).toEqual(['it had not come to its end when the recording did'])
})

test('a websocket that fails is told', () => {
  const { context, sink } = start()
  const page = new EventEmitter()
  const socket = new FakeSocket()
  context.emit('page', page)
  page.emit('websocket', socket)
  socket.emit('socketerror', 'Forbidden: 403')
  expect(sink.left).toMatchObject([
    { sequence: 1, address: 'pages.test/live', reason: 'the websocket failed: Forbidden: 403' },
  ])
})
