import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Journal } from './journal.ts'
import { readJournal } from './read-journal.ts'
import { startReceiver, type Tamper } from './receiver.ts'

const span = (spanId: string) => ({
  traceId: 'a'.repeat(32),
  spanId,
  name: 'x',
  startTimeUnixNano: '1000',
  endTimeUnixNano: 2000,
})
const traces = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.instance.id', value: { stringValue: 'w' } }] },
      scopeSpans: [{ spans: [span('b'.repeat(16)), span('c'.repeat(16))] }],
    },
  ],
}

async function open(tamper?: Tamper) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(mkdtempDisposableSync(join(tmpdir(), 'glassbox-test-')))
  const file = join(folder.path, 'journal.jsonl')
  const journal = stack.use(new Journal(file))
  const receiver = stack.use(
    await startReceiver({ journal, token: 'secret', address: '127.0.0.1', tamper }),
  )
  const post = async (
    body: BodyInit,
    headers: Record<string, string> = {},
    path = '/v1/traces',
  ) => {
    const response = await fetch(`http://127.0.0.1:${receiver.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer secret', ...headers },
      body,
    })
    return { status: response.status, body: await response.json() }
  }
  return {
    post,
    lines: () => readJournal(file).lines,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('what is received is in the journal, with a receipt by process, before the answer', async () => {
  await using receiver = await open()
  expect((await receiver.post(JSON.stringify(traces))).status).toBe(200)
  const [line, receipt] = receiver.lines()
  expect(line).toHaveProperty('resourceSpans')
  expect(receipt).toMatchObject({
    glassbox: { kind: 'receipt', signal: 'traces', counts: { w: 2 } },
  })
})

test('a gzipped body is read', async () => {
  await using receiver = await open()
  const body = gzipSync(JSON.stringify(traces))
  expect((await receiver.post(new Uint8Array(body), { 'content-encoding': 'gzip' })).status).toBe(
    200,
  )
})

test.each([
  ['no token', JSON.stringify(traces), { authorization: '' }, 401, 'token'],
  ['a wrong token', JSON.stringify(traces), { authorization: 'Bearer wrong!' }, 401, 'token'],
  ['protobuf', 'x', { 'content-type': 'application/x-protobuf' }, 415, 'application/json'],
  ['no JSON', '{"resourceSpans":[', {}, 400, 'not JSON'],
  ['another JSON', '{"hello":1}', {}, 400, 'resourceSpans'],
  ['a bad id', JSON.stringify(traces).replace('bbbb', 'zzzz'), {}, 400, 'spanId'],
  ['a false gzip', 'x', { 'content-encoding': 'gzip' }, 400, 'does not unzip'],
  ['brotli', 'x', { 'content-encoding': 'br' }, 415, 'send gzip or none'],
] as const)(
  '%s is refused with a sentence, and told in a receipt',
  async (_, body, headers, status, word) => {
    await using receiver = await open()
    const answer = await receiver.post(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.body.message).toContain(word)
    expect(receiver.lines()).toMatchObject([{ glassbox: { kind: 'receipt', counts: {} } }])
    expect(await receiver.post(JSON.stringify(traces))).toMatchObject({ status: 200 })
  },
)

test('a body over the limit is refused, also one that only unzips to it', async () => {
  await using receiver = await open()
  const large = Buffer.alloc(33 * 1024 * 1024, ' ')
  expect(
    (await receiver.post(new Uint8Array(gzipSync(large)), { 'content-encoding': 'gzip' })).status,
  ).toBe(400)
  const direct = await receiver.post(new Uint8Array(large)).then(
    (a) => a.status,
    () => 'cut',
  )
  expect([413, 'cut']).toContain(direct)
})

test('an unknown path is refused with the paths there are', async () => {
  await using receiver = await open()
  const answer = await receiver.post('{}', {}, '/v1/profiles')
  expect(answer).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('/v1/traces') },
  })
})

test('a tamper loses what it is told to lose', async () => {
  await using receiver = await open((signal) => (signal === 'traces' ? { answer: 503 } : undefined))
  expect((await receiver.post(JSON.stringify(traces))).status).toBe(503)
  expect(receiver.lines()).toMatchObject([
    { glassbox: { refused: expect.stringContaining('503') } },
  ])
})
