/** One visit of a page that does everything that is hard to record, by a real browser. */
import { chromium } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { findChromium } from '../../../setup/chromium.mjs'
import { requestKey } from '../request-key.ts'
import { captureContext } from './capture-context.ts'
import { withoutRepeats } from './repeats.ts'
import { MemorySink } from './testing/memory-sink.ts'
import { startOddSite } from './testing/odd-site.ts'

const sink = new MemorySink()
const endsMs = 1_000
let origin = ''
let other = ''

beforeAll(async () => {
  await using site = await startOddSite()
  origin = site.origin
  other = site.other
  const { executablePath, args } = findChromium()
  await using browser = await chromium.launch({ executablePath, args })
  const context = await browser.newContext()
  const capture = captureContext(context, { sink })
  const page = await context.newPage()
  await page.goto(origin)
  const popup = context.waitForEvent('page')
  await page.evaluate('window.open("/popup"), undefined')
  await (await popup).waitForURL('**/popup')
  capture.episode = 2
  await page.evaluate(`everything(${JSON.stringify(other)})`)
  await capture.settle(endsMs)
  await page.evaluate('fetch("/endless"), location.assign("/popup")')
  await page.waitForURL('**/popup')
  await capture.settle(endsMs)
  capture.end()
})

test('pages, frames, tabs and workers are all recorded, in the episode of their request', () => {
  const seen = (path: string) =>
    sink.of(path).map(({ episode, resourceType }) => [episode, resourceType])
  expect(seen('/')).toEqual([[1, 'document']])
  expect(seen('/popup')[0]).toEqual([1, 'document'])
  expect(seen('/from-popup')[0]).toEqual([1, 'fetch'])
  expect(seen('/frame')).toEqual([[2, 'document']])
  expect(sink.of('/from-frame')[0]?.url.href).toBe(`${other}/from-frame`)
  expect(seen('/from-worker')).toEqual([[2, 'fetch']])
})

test('binary bodies keep every byte, both ways', () => {
  expect(sink.of('/binary')[0]?.body).toEqual(Buffer.from([0, 255, 254, 1]))
  expect(sink.of('/raw')[0]?.requestBody).toEqual(Buffer.from([0, 255, 1]))
  expect(sink.of('/beacon')[0]).toMatchObject({ resourceType: 'ping', status: 200 })
  expect(sink.of('/beacon')[0]?.requestBody?.toString()).toBe('left')
})

test('a form with a file in it keeps the file, under a key that its boundary does not change', () => {
  const form = sink.of('/form')[0]?.requestBody
  expect(form?.toString()).toContain('of a file')
  const again = Buffer.from(form?.toString().replaceAll(/(?<=Boundary)\w+/g, 'A'.repeat(16)) ?? '')
  const key = (body: Buffer | undefined) => requestKey('POST', new URL(`${origin}/form`), body)
  expect(key(again)).toBe(key(form))
})

test('the preflight that another origin is asked is recorded too', () => {
  const shared = sink.of('/shared').map(({ method, resourceType }) => `${method} ${resourceType}`)
  expect(shared.sort()).toEqual(['GET fetch', 'OPTIONS preflight'])
  const preflight = sink.of('/shared').find(({ method }) => method === 'OPTIONS')
  expect(preflight?.headers).toContainEqual({ name: 'access-control-allow-headers', value: '*' })
})

test('a redirect is an exchange of its own and leads to an address without tokens', () => {
  const [redirect] = sink.of('/redirect')
  expect(redirect).toMatchObject({ status: 302, body: Buffer.alloc(0) })
  expect(redirect?.headers).toContainEqual({
    name: 'location',
    value: `${origin}/target?keep=1`,
  })
  expect(sink.of('/target')[0]?.url.href).toBe(`${origin}/target?keep=1`)
  expect(sink.of('/empty')[0]?.status).toBe(204)
})

test('the messages of a websocket are recorded with their direction, kind and time', () => {
  const [socket] = sink.sockets
  expect(socket?.url.href).toBe(`${origin.replace('http', 'ws')}/socket?token_kind=a`)
  expect(
    sink.frames.map(({ direction, isBinary, data }) => [direction, isBinary, data.toString('hex')]),
  ).toEqual([
    ['sent', false, '68656c6c6f'],
    ['sent', true, '00ff02'],
    ['received', false, '68656c6c6f'],
    ['received', true, '00ff02'],
  ])
  expect(sink.frames.every(({ episode }) => episode === 2)).toBe(true)
  expect(sink.frames[0]?.atMs).toBeGreaterThanOrEqual(socket?.startedAtMs ?? Number.NaN)
  expect(sink.closed).toEqual([socket?.sequence])
})

test('of what a service worker passes on, its own request is kept, with the body', () => {
  expect(sink.of('/service-worker')[0]?.isServiceWorkers).toBe(true)
  const kept = withoutRepeats(sink.exchanges)
  const of = (path: string) => kept.filter(({ url }) => url.pathname === path)
  expect(of('/from-network')).toHaveLength(1)
  expect(of('/from-network')[0]?.isServiceWorkers).toBe(true)
  expect(of('/from-network')[0]?.body.toString()).toBe('from the network')
  expect(of('/made-up')[0]).toMatchObject({ fromServiceWorker: true, isServiceWorkers: false })
})

test('what fails, is too large or never ends is left out, with the reason', () => {
  const reasons = sink.left.map(
    ({ address, reason }) => `${address.replace(/^.*?\//, '/')} ${reason}`,
  )
  expect(reasons).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^\/gone it got no answer \(net::ERR_EMPTY_RESPONSE\)$/),
      expect.stringMatching(/^\/huge its body has 16777217 bytes, .* at most 16777216/),
      expect.stringMatching(/^\/endless (it got no answer|it had not come to its end)/),
    ]),
  )
  expect(sink.of('/huge')).toEqual([])
})

test('no cookie and no token is recorded', () => {
  expect(JSON.stringify([sink.exchanges, sink.sockets, sink.left])).not.toContain('s3cret')
  expect(sink.of('/')[0]?.headers.map(({ name }) => name)).toContain('content-type')
})
