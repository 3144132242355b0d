import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { listen } from '../shared/real-host.ts'

const script = fileURLToPath(new URL('./main.ts', import.meta.url))

async function run(env: Record<string, string>, onLine?: (line: string, stop: () => void) => void) {
  const dataDir = mkdtempSync(join(tmpdir(), 'master-test-'))
  try {
    const child = spawn(process.execPath, [script], {
      env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...env },
    })
    const output = { stdout: '', stderr: '' }
    // Once: a second signal forces the process to end at once.
    const stop = () => child.killed || child.kill('SIGTERM')
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk
      onLine?.(output.stdout, stop)
    })
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk
    })
    const [code] = await once(child, 'close')
    return { code, ...output }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

test('a port in use is one sentence and exit code 1', async () => {
  const other = createServer()
  const port = await listen(other, 0, '127.0.0.1')
  const { code, stderr } = await run({ PORT: String(port) })
  other.close()
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^Could not listen on 127\.0\.0\.1:\d+: the port is in use\. Stop what/),
  ])
})

test('a wrong setting is one sentence and exit code 1', async () => {
  const { code, stderr } = await run({ PORT: 'many' })
  expect(code).toBe(1)
  expect(stderr).toBe('Could not use PORT=many: it has to be a whole number from 0 to 65535.\n')
})

test('Master says where it listens, and leaves by itself with code 0 when it is asked to', async () => {
  const { code, stdout, stderr } = await run({ PORT: '0' }, (text, stop) => {
    if (text.includes('"event":"master.listening"')) stop()
  })
  expect(code).toBe(0)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/"event":"master\.listening".*"server\.port":[1-9]/)
  expect(stdout).toContain('"event":"master.left"')
})
