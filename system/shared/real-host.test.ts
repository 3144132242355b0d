import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, listen, spawnNode } from './real-host.ts'

function folder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'real-host-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

test('a port in use is refused with one sentence that says what to do', async () => {
  const first = createServer()
  const port = await listen(first, 0, '127.0.0.1')
  await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow(
    `Could not listen on 127.0.0.1:${port}: the port is in use. Stop what uses it, or set PORT to another one`,
  )
  first.close()
})

test('a private file is readable by its owner only', () => {
  using data = folder()
  const files = filesBelow(data.path)
  files.write('token', 'secret', { private: true })
  expect(statSync(join(data.path, 'token')).mode & 0o777).toBe(0o600)
  expect(files.read('token')).toBe('secret')
  expect(files.read('other')).toBeUndefined()
})

test('a file that is added to keeps within its limit, and one older part of it', () => {
  using data = folder()
  const files = filesBelow(data.path)
  for (let n = 0; n < 50; n++) files.append('logs/out.log', `line ${n}\n`, { maxBytes: 100 })
  expect(readdirSync(join(data.path, 'logs')).sort()).toEqual(['out.log', 'out.log.1'])
  expect(readFileSync(join(data.path, 'logs/out.log'), 'utf8')).toContain('line 49')
  expect(statSync(join(data.path, 'logs/out.log')).size).toBeLessThanOrEqual(100)
})

test.each(['../out', '/etc/passwd', 'a/../../b'])(
  'the name %s leads out and is refused',
  (name) => {
    using data = folder()
    expect(() => filesBelow(data.path).read(name)).toThrow('leads out of the data folder')
  },
)

test('a child has exactly the environment it is given, and all its lines arrive', async () => {
  const script = 'console.log(JSON.stringify(process.env)); console.error("last")'
  const child = spawnNode({ args: ['--eval', script], env: { ONLY: 'this' } })
  const lines: string[] = []
  child.onLine((stream, line) => lines.push(`${stream} ${line}`))
  expect(await child.exited).toEqual({ code: 0, signal: null })
  expect(lines.sort()).toEqual(['stderr last', 'stdout {"ONLY":"this"}'])
})
