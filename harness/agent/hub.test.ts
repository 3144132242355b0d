import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { longestLineBytes } from './agent-line.ts'
import { startHub } from './hub.ts'
import { startTestHub, type TestHub } from './test-process.ts'

const hello = (token: string) => ({
  kind: 'hello',
  at: 1,
  token,
  instance: 'c9a646d3-9c61-4cb7-bfcd-ee2522c8f633',
  host: 'h',
  pid: 1,
  node: 'v1',
  argv: [],
})

/** Sends raw text to the hub; resolves once the hub has closed the connection. */
function send(t: TestHub, ...parts: (string | Buffer)[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(t.hub.port, '127.0.0.1')
    // A closed door is what is expected here; the hub's own words are checked.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    socket.resume()
    for (const part of parts) socket.write(part)
  })
}

test.each<[string, (token: string) => (string | Buffer)[], string]>([
  ['a wrong token', () => [`${JSON.stringify(hello('wrong'))}\n`], 'showed a wrong token'],
  ['no hello', () => ['{"kind":"pong","id":1}\n'], 'did not begin with a hello: kind'],
  ['garbage', () => [Buffer.from([0, 255, 10, 10, 3])], 'sent a line that is not JSON'],
  ['HTTP', () => ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'], 'sent a line that is not JSON'],
  ['an endless line', () => ['x'.repeat(longestLineBytes + 1)], 'are allowed'],
  ['a long line', () => [`"${'x'.repeat(longestLineBytes)}"\n`], 'are allowed'],
  [
    'an unknown line',
    (t) => [`${JSON.stringify(hello(t))}\n{"kind":"what"}\n`],
    'The agent in h sent a line that is not known',
  ],
  [
    'a bad field',
    (t) => [`${JSON.stringify(hello(t))}\n{"kind":"pong","id":"1"}\n`],
    'not known: id',
  ],
])(
  'a connection with %s is closed with a sentence, and the hub goes on',
  async (_, parts, sentence) => {
    await using t = await startTestHub()
    await send(t, ...parts(t.hub.token))
    expect(t.problems).toHaveLength(1)
    expect(t.problems[0]).toContain(sentence)
    expect(t.problems[0]).not.toContain('wrong"')
    await t.run('1').ended
    expect((await t.entry('process', (p) => p.phase === 'left')).host).toBe('worker-1')
  },
)

test('an instance that said hello twice is refused the second time', async () => {
  await using t = await startTestHub()
  const line = `${JSON.stringify(hello(t.hub.token))}\n`
  const first = connect(t.hub.port, '127.0.0.1')
  first.write(line)
  await t.entry('process')
  await send(t, line)
  expect(t.problems.join()).toContain('which was here already')
  first.destroy()
  await t.entry('process', (p) => p.phase === 'lost')
})

test('a journal that takes no entry is a problem, not the end of the hub', async () => {
  const problems: string[] = []
  await using hub = await startHub({
    host: '127.0.0.1',
    onEntry: () => {
      throw new Error('disk full')
    },
    onProblem: (sentence) => problems.push(sentence),
  })
  const socket = connect(hub.port, '127.0.0.1')
  socket.write(`${JSON.stringify(hello(hub.token))}\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  expect(problems).toEqual(['A journal entry was not taken: disk full'])
  socket.destroy()
})

test('an address that is taken is refused with a sentence', async () => {
  await using t = await startTestHub()
  const quiet = { onEntry: () => undefined, onProblem: () => undefined }
  await expect(startHub({ host: '127.0.0.1', port: t.hub.port, ...quiet })).rejects.toThrow(
    /^The hub could not listen at 127\.0\.0\.1:\d+: .*EADDRINUSE/,
  )
})

test('a process that is stopped is named by settled and by flush, and one that is killed is not', async () => {
  await using t = await startTestHub()
  const child = t.run('setInterval(() => {}, 1000)')
  const { instance } = await t.entry('process')
  expect(await t.hub.settled()).toEqual([])
  child.kill('SIGSTOP')
  expect(await t.hub.settled(50)).toEqual([instance])
  expect((await t.hub.flush(50)).failures).toEqual([
    { instance, error: 'worker-1 did not answer within 50 ms' },
  ])
  t.hub.expectKill('worker-1')
  const flushed = t.hub.flush(5000)
  child.kill('SIGKILL')
  expect(await flushed).toMatchObject({ failures: [], flushed: [] })
  expect((await t.hub.flush(50)).failures).toEqual([])
})
