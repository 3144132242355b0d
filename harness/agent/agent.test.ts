import { expect, test } from 'vitest'
import { startTestHub } from './test-process.ts'

const gb = 'globalThis.__glassbox'
const stays = 'setInterval(() => {}, 1000)'

test.each([
  ['ends by itself', 'console.log(1)', 0],
  ['calls process.exit()', 'process.exit(3)', 3],
  ['dies of an exception', "throw new Error('x')", 1],
  ['sets an exit code', 'process.exitCode = 4', 4],
])('a process that %s has said hello and goodbye', async (_, script, code) => {
  await using t = await startTestHub()
  const child = t.run(script)
  const left = await t.entry('process', (p) => p.phase === 'left')
  expect((await child.ended).code).toBe(code)
  const [started] = t.all('process')
  expect(started).toMatchObject({ phase: 'started', host: 'worker-1', pid: child.pid })
  expect(started?.detail).toBe(`${process.version}: script-1.ts`)
  expect(left).toMatchObject({ instance: started?.instance, detail: `exit code ${code}` })
  expect(t.hub.processes()).toEqual([
    { instance: started?.instance, host: 'worker-1', pid: child.pid, alive: false },
  ])
  expect(t.problems).toEqual([])
})

test.each([
  ['SIGTERM', false, 'lost'],
  ['SIGKILL', false, 'lost'],
  ['SIGKILL', true, 'killed'],
] as const)('a process ended by %s (expected: %s) is %s', async (signal, expected, phase) => {
  await using t = await startTestHub()
  const child = t.run(stays)
  const { instance } = await t.entry('process')
  t.hub.expectKill('worker-2')
  if (expected) t.hub.expectKill('worker-1')
  child.kill(signal)
  await child.ended
  expect(await t.hub.settled()).toEqual([])
  expect(t.all('process').map((p) => [p.instance, p.phase])).toEqual([
    [instance, 'started'],
    [instance, phase],
  ])
})

test('markKilled makes one process killed, and refuses one that never was', async () => {
  await using t = await startTestHub()
  const child = t.run(stays)
  t.hub.markKilled((await t.entry('process')).instance)
  child.kill('SIGKILL')
  expect((await t.entry('process', (p) => p.phase !== 'started')).phase).toBe('killed')
  expect(() => t.hub.markKilled('nobody')).toThrow('no such process said hello')
})

test('catches are told one by one, with how they were left, and none is lost at an exit', async () => {
  await using t = await startTestHub()
  t.run(`
    const a = ${gb}.caught(new TypeError('数据'), 'system/a.ts', 3, 'A.b')
    a.left()
    const b = ${gb}.caught({ no: 'error' }, 'system/a.ts', 4)
    b.rethrown(new Error('other')); b.left()
    const c = ${gb}.caught(new Error('late'), 'system/a.ts', 5, '', 'silentCatch:x')
    setTimeout(() => {
      c.left()
      ${gb}.caught(new Error('open'), 'system/a.ts', 6)
      ${gb}.caught(new Error('last'), 'system/a.ts', 7).left()
      process.exit(0)
    }, 10)
  `)
  const left = await t.entry('process', (p) => p.phase === 'left')
  const { instance } = left
  const caught = t.all('caught').sort((x, y) => x.site.line - y.site.line)
  expect(caught.map((c) => [c.site.line, c.outcome, c.error.type, c.error.message])).toEqual([
    [3, 'continued', 'TypeError', '数据'],
    [4, 'rethrown', 'object', '[object Object]'],
    [5, 'continued', 'Error', 'late'],
    [6, 'continued', 'Error', 'open'],
    [7, 'continued', 'Error', 'last'],
  ])
  const [first, , late, open] = caught
  expect(first).toMatchObject({ instance, site: { file: 'system/a.ts', line: 3, function: 'A.b' } })
  expect(first?.error.stack).toMatch(/^TypeError: 数据\n {4}at script-1\.ts:2:/)
  expect(late?.fault).toBe('silentCatch:x')
  expect((late?.leftAt ?? 0) - (late?.at ?? 0)).toBeGreaterThan(5)
  expect(open?.leftAt).toBe(left.at)
  expect(t.all('fault')).toMatchObject([{ fault: 'silentCatch:x', phase: 'reached', instance }])
  for (const { at } of caught) expect(Math.abs(at - Date.now())).toBeLessThan(10_000)
})

test('a clause in which the process is killed has told of its error', async () => {
  await using t = await startTestHub()
  t.run(
    `${gb}.caught(new Error('stuck'), 'system/a.ts', 3); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 10)`,
  )
  await t.entry('process', (p) => p.phase === 'lost')
  expect(t.all('caught')).toMatchObject([{ outcome: 'continued', error: { message: 'stuck' } }])
})

test('a handler of rejections is followed to the end of what it promises', async () => {
  await using t = await startTestHub()
  t.run(`
    const wait = (ms) => new Promise((done) => setTimeout(done, ms))
    const on = (f, line) => ${gb}.handler(f, 'system/a.ts', line, 'f')
    const values = await Promise.all([
      Promise.reject(new Error('a')).catch(on((e) => e.message, 1)),
      Promise.reject(new Error('b')).catch(on(async (e) => { await wait(10); return e.message }, 2)),
      Promise.reject(new Error('c')).catch(on(async () => { await wait(1); throw new Error('d') }, 3)).catch((e) => e.message),
      Promise.reject(new Error('e')).catch(on(() => { throw new Error('f') }, 4)).catch((e) => e.message),
    ])
    if (values.join('') !== 'abdf' || on('x', 5) !== 'x') process.exitCode = 1
  `)
  expect((await t.entry('process', (p) => p.phase === 'left')).detail).toBe('exit code 0')
  const caught = t.all('caught').sort((x, y) => x.site.line - y.site.line)
  expect(caught.map((c) => [c.site.line, c.error.message, c.outcome])).toEqual([
    [1, 'a', 'continued'],
    [2, 'b', 'continued'],
    [3, 'c', 'rethrown'],
    [4, 'e', 'rethrown'],
  ])
})

test('a clause that fires 100,000 times is counted exactly and does not flood', async () => {
  await using t = await startTestHub()
  const child = t.run(`
    for (let i = 0; i < 100_000; i++) {
      const c = ${gb}.caught(new Error('often ' + (i % 2)), 'system/a.ts', 3)
      if (i % 4 === 0) c.rethrown(c)
      c.left()
      // On purpose: long enough for one of the sums that the agent sends every second.
      if (i === 50_000) await new Promise((done) => setTimeout(done, 1100))
    }
    for (let i = 0; i < 1000; i++) ${gb}.caught(new Error('ever new ' + i), 'system/a.ts', 4).left()
    ${gb}.caught(new Error('open'), 'system/a.ts', 4)
    process.exit(0)
  `)
  expect((await t.entry('process', (p) => p.phase === 'left')).detail).toBe(
    'exit code 0, 1 catch clauses were still running',
  )
  await child.ended
  const total = (line: number, outcome: string) =>
    t
      .all('caught')
      .filter((c) => c.site.line === line && c.outcome === outcome)
      .reduce((sum, c) => sum + (c.count ?? 1), 0)
  expect([total(3, 'rethrown'), total(3, 'continued'), total(4, 'continued')]).toEqual([
    25_000, 75_000, 1000,
  ])
  expect(t.all('caught').length).toBeLessThan(150)
  const sums = t.all('caught').filter((c) => c.count !== undefined && c.site.line === 3)
  expect(new Set(sums.map((c) => c.error.message))).toEqual(new Set(['often 0', 'often 1']))
  expect(t.problems).toEqual([])
}, 15_000)

test.each([
  ['an exception', "setTimeout(() => { throw new RangeError('x') })", 1, 'uncaughtException'],
  ['a rejection', "Promise.reject(new RangeError('x'))", 1, 'unhandledRejection'],
  [
    'a rejection that the system listens for',
    "process.on('unhandledRejection', () => {}); Promise.reject(new RangeError('x'))",
    0,
    'unhandledRejection',
  ],
  [
    'an exception that the system listens for',
    "process.on('uncaughtException', () => {}); setTimeout(() => { throw new RangeError('x') })",
    0,
    'uncaughtException',
  ],
])(
  '%s that nothing caught is told once, and Node does as ever',
  async (_, script, code, origin) => {
    await using t = await startTestHub()
    const child = t.run(script)
    expect((await child.ended).code).toBe(code)
    await t.entry('process', (p) => p.phase === 'left')
    expect(t.all('uncaught')).toMatchObject([
      { origin, error: { type: 'RangeError', message: 'x' } },
    ])
  },
)

test('the overlay is served below the root, and a module imported later gets the later one', async () => {
  await using t = await startTestHub()
  t.write('system/a.ts', 'export const a: number = 1\n')
  t.write('system/b.ts', 'export const b: number = 1\n')
  t.write('overlay/a2.ts', 'export const a: number = 2; export const line = new Error().stack\n')
  t.write('overlay/b3.ts', 'export const b: number = 3\n')
  const modules = { 'system/a.ts': { file: 'a2.ts', faults: ['f:1'] } }
  t.write('overlay/manifest.json', JSON.stringify({ modules }))
  const child = t.run(`
    import { existsSync } from 'node:fs'
    import { a, line } from './system/a.ts'
    while (!existsSync('go')) await new Promise((done) => setTimeout(done, 20))
    // On purpose: the loader reads no manifest again, however long the process runs.
    await new Promise((done) => setTimeout(done, 120))
    const { b } = await import('./system/b.ts')
    console.log(JSON.stringify([a, b, line.includes('system/a.ts:1:')]))
  `)
  const loaded = await t.entry('fault')
  expect(loaded).toMatchObject({ fault: 'f:1', phase: 'loaded', hosts: ['worker-1'] })
  const healed = { 'system/b.ts': { file: 'b3.ts', faults: [] } }
  t.write('overlay/manifest.json', JSON.stringify({ modules: healed }))
  t.write('go', '')
  expect((await child.ended).stdout).toBe('[2,3,true]\n')
})

test('a broken overlay is a problem that is told, and the originals run', async () => {
  await using t = await startTestHub()
  t.write('overlay/manifest.json', '{"modules":')
  const child = t.run('console.log(1)')
  await t.entry('process', (p) => p.phase === 'left')
  expect(await child.ended).toMatchObject({ code: 0, stdout: '1\n' })
  expect(t.problems.join()).toContain('The agent in worker-1 says: The overlay could not be read')
})

test('the instance of the telemetry is the one that said hello', async () => {
  await using t = await startTestHub()
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'a=b,service.instance.id=old' }
  const child = t.run('console.log(process.env.OTEL_RESOURCE_ATTRIBUTES)', { env })
  const { stdout } = await child.ended
  expect(stdout).toBe(`a=b,service.instance.id=${t.all('process')[0]?.instance}\n`)
})

test('a process without settings has no agent', async () => {
  await using t = await startTestHub()
  const script = 'console.log(typeof globalThis.__glassbox, process.env.OTEL_RESOURCE_ATTRIBUTES)'
  const child = t.run(script, { env: { GLASSBOX_AGENT: '' } })
  expect(await child.ended).toMatchObject({ stdout: 'undefined undefined\n', stderr: '' })
  expect(t.entries).toEqual([])
})

test.each([
  ['is not there', { address: '127.0.0.1:9', token: 'x' }, 'could not be reached'],
  ['refuses it', { token: 'wrong' }, 'closed the connection'],
  ['is not named', { address: '' }, 'has no text `address`'],
])('a process whose hub %s runs on and says so once', async (_, wrong, sentence) => {
  await using t = await startTestHub()
  const { address, token } = t.hub
  const settings = { address, token, host: 'w', overlay: t.overlay, root: t.root, ...wrong }
  const child = t.run("try { throw 1 } catch {} console.log('ran')", {
    env: { GLASSBOX_AGENT: JSON.stringify(settings) },
  })
  const { code, stdout, stderr } = await child.ended
  expect([code, stdout, stderr.split('\n').length]).toEqual([0, 'ran\n', 2])
  expect(stderr).toContain('glassbox agent: nothing of this process will be seen')
  expect(stderr).toContain(sentence)
})
