import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { startSimulation } from './clock.ts'
import { guardedCalls, guardedValues } from './guarded-calls.ts'
import { UnsimulatedCallError } from './unsimulated-call-error.ts'

/** Runs a text as a host's program, in a file of its own; what it threw, and what the run heard. */
function onHost(text: string, file = '/app/program.js'): { thrown: unknown; heard: string[] } {
  const heard: string[] = []
  using simulation = startSimulation({
    seed: 1,
    startMs: 0,
    onUnsimulated: (error) => heard.push(error.message),
  })
  const wrapped = `(get) => { try { void (${text}) } catch (error) { return error } }`
  const program: unknown = new Script(wrapped, { filename: file }).runInThisContext()
  if (typeof program !== 'function') throw new Error('The program is no function.')
  const get = process.getBuiltinModule.bind(process)
  const thrown: unknown = simulation.host('worker-1').run(() => program(get))
  return { thrown, heard }
}

test.each([
  [`get('fs').readFileSync('/etc/hostname')`, 'fs.readFileSync', 'host.files'],
  [`get('fs').readFile('/etc/hostname', () => {})`, 'fs.readFile', 'host.files'],
  [`get('fs').writeFileSync('/dev/null', '')`, 'fs.writeFileSync', 'host.files'],
  [`get('fs').promises.readFile('/etc/hostname')`, 'fs.promises.readFile', 'host.files'],
  [`get('fs').createReadStream('/etc/hostname')`, 'fs.createReadStream', 'host.files'],
  [`get('child_process').spawn('true')`, 'child_process.spawn', 'host.spawn'],
  [`get('child_process').execFileSync('true')`, 'child_process.execFileSync', 'host.spawn'],
  [`new (get('worker_threads').Worker)('0', { eval: true })`, 'worker_threads.Worker', 'timer'],
  [`new MessageChannel()`, 'MessageChannel', 'timer'],
  [`Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)`, 'Atomics.wait', 'await'],
  [`get('net').connect(1)`, 'net.Socket.connect', 'host.agent'],
  [`get('tls').connect(1)`, 'net.Socket.connect', 'host.agent'],
  [`get('http').get('http://127.0.0.1:1/')`, 'net.Socket.connect', 'host.agent'],
  [`get('net').createServer().listen(0)`, 'net.Server.listen', 'host.listen'],
  [`get('http').createServer().listen(0)`, 'net.Server.listen', 'host.listen'],
  [`get('dgram').createSocket('udp4')`, 'dgram.createSocket', 'host.agent'],
  [`get('dns').lookup('localhost', () => {})`, 'dns.lookup', 'host.agent'],
  [`get('dns').promises.resolve('localhost')`, 'dns.promises.resolve', 'host.agent'],
  [`fetch('http://127.0.0.1:1/')`, 'fetch', 'host.agent'],
  [`get('os').hostname()`, 'os.hostname', 'host.env'],
  [`process.memoryUsage()`, 'process.memoryUsage', 'host.usage'],
  [`process.cpuUsage()`, 'process.cpuUsage', 'host.usage'],
  [`process.exit(0)`, 'process.exit', 'host.leave'],
  [`process.kill(process.pid)`, 'process.pid', 'randomUUID'],
  [`process.env.HOME`, 'process.env', 'host.env'],
  [`process.argv`, 'process.argv', 'host.env'],
  [`process.cwd()`, 'process.cwd', 'host.dataDir'],
  [`process.platform`, 'process.platform', 'host.env'],
  [`get('crypto').generateKeyPairSync('ed25519')`, 'crypto.generateKeyPairSync', 'seed'],
  [`get('crypto').scrypt('a', 'b', 8, () => {})`, 'crypto.scrypt', 'Sync'],
  [`crypto.subtle.digest('SHA-256', new Uint8Array())`, 'crypto.subtle.digest', 'createHash'],
  [`get('zlib').gzip('a', () => {})`, 'zlib.gzip', 'Sync'],
  [`get('zlib').createGzip()`, 'zlib.createGzip', 'Sync'],
  [`performance.mark('a')`, 'performance.mark', 'performance.now()'],
  [`get('async_hooks').executionAsyncId()`, 'async_hooks.executionAsyncId', 'AsyncLocalStorage'],
  [`'a'.localeCompare('b')`, 'String.localeCompare', 'locale'],
  [`new Date(0).toLocaleDateString()`, 'Date.toLocaleDateString', 'locale'],
  [`new Intl.NumberFormat()`, 'Intl.NumberFormat', 'locale'],
  [`new Intl.DateTimeFormat('en').formatToParts()`, 'Intl.DateTimeFormat.formatToParts', 'date'],
  [`new WeakRef({})`, 'WeakRef', 'WeakMap'],
  [`new FinalizationRegistry(() => {})`, 'FinalizationRegistry', 'WeakMap'],
])('%s of a host’s program is refused and named', (text, call, instead) => {
  const { thrown, heard } = onHost(text)
  expect(thrown).toBeInstanceOf(UnsimulatedCallError)
  expect(heard).toEqual([String(Reflect.get(Object(thrown), 'message'))])
  expect(heard[0]).toMatch(/^Could not go on simulating worker-1: \/app\/program\.js:1 uses /)
  expect(heard[0]).toContain(`uses ${call},`)
  expect(heard[0]).toContain(instead)
})

test('every guard of the list is in force, and gone afterwards', () => {
  const calls = guardedCalls.flatMap(({ prefix, on, members }) =>
    members.map((member) => ({ name: prefix + member, on, member })),
  )
  const open: string[] = []
  using simulation = startSimulation({ seed: 1, startMs: 0, onUnsimulated: () => undefined })
  const program: unknown = new Script(
    `(on, member) => { try { on[member]() } catch (error) { return error }
       return 'went through' }`,
    { filename: '/app/program.js' },
  ).runInThisContext()
  if (typeof program !== 'function') throw new Error('The program is no function.')
  simulation.host('a').run(() => {
    for (const { name, on, member } of calls) {
      if (!(program(on, member) instanceof UnsimulatedCallError)) open.push(name)
    }
  })
  // These are fixed in this Node or not there.
  expect(open.filter((name) => !absent(name, calls))).toEqual([])
  expect(calls.length).toBeGreaterThan(200)
  simulation[Symbol.dispose]()
  expect(process.pid).toBeGreaterThan(1)
  expect(process.cwd()).not.toBe('/')
})

function absent(name: string, calls: { name: string; on: object; member: string }[]): boolean {
  const call = calls.find((c) => c.name === name)
  return call !== undefined && Reflect.get(call.on, call.member) === undefined
}

test('a library on a host sees the host’s environment and what is the same everywhere', () => {
  using simulation = startSimulation({ seed: 1, startMs: 0 })
  const host = simulation.host('a')
  host.env = { NAME: 'worker-1' }
  const library: unknown = new Script(
    '() => [process.env.NAME, process.env.PATH, process.pid, process.cwd()]',
    { filename: '/app/node_modules/lib/index.js' },
  ).runInThisContext()
  if (typeof library !== 'function') throw new Error('The library is no function.')
  expect(host.run(() => library())).toEqual(['worker-1', undefined, 1, '/'])
  expect(library()[1]).toBe(process.env.PATH)
})

test('without somebody to hear of it the run fails, even where the program swallows the error', async () => {
  using simulation = startSimulation({ seed: 1, startMs: 0 })
  const program: unknown = new Script(`() => { try { new MessageChannel() } catch {} }`, {
    filename: '/app/program.js',
  }).runInThisContext()
  if (typeof program !== 'function') throw new Error('The program is no function.')
  simulation.host('a').run(() => program())
  await expect(simulation.pass(10)).rejects.toThrow(/simulating a: .* uses MessageChannel/)
})

test('every host lives in UTC, and dates are formatted by its clock', () => {
  const { TZ } = process.env
  process.env.TZ = 'Asia/Shanghai'
  try {
    using simulation = startSimulation({ seed: 1, startMs: 0 })
    const said = simulation.host('a').run(() => {
      return [new Date().getHours(), new Intl.DateTimeFormat('en').format()]
    })
    expect(said).toEqual([0, '1/1/1970'])
    simulation[Symbol.dispose]()
    expect(new Date(0).getHours()).toBe(8)
  } finally {
    if (TZ === undefined) Reflect.deleteProperty(process.env, 'TZ')
    else process.env.TZ = TZ
  }
})

test('each value that is guarded says what to use instead', () => {
  for (const { name, instead } of guardedValues) expect(instead, name).toMatch(/\w/)
})
