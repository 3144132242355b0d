import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { listen, spawnNode } from './real-host.ts'

test('a port in use is refused with one sentence that says what to do', async () => {
  const first = createServer()
  const port = await listen(first, 0, '127.0.0.1')
  await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow(
    `Could not listen on 127.0.0.1:${port}: the port is in use. Stop what uses it, or set PORT to another one`,
  )
  first.close()
})

test('a child has exactly the environment it is given, and all its lines arrive', async () => {
  const script = 'console.log(JSON.stringify(process.env)); console.error("last")'
  const child = spawnNode({ args: ['--eval', script], env: { ONLY: 'this' } })
  const lines: string[] = []
  child.onLine((stream, line) => lines.push(`${stream} ${line}`))
  expect(await child.exited).toEqual({ code: 0, signal: null })
  expect(lines.sort()).toEqual(['stderr last', 'stdout {"ONLY":"this"}'])
})
