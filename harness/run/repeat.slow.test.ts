import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Repeated } from './testing/repeat-main.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('./testing/repeat-main.ts', import.meta.url))

test('runs after one another and side by side in a process are the same, and leave nothing', async () => {
  const { stdout } = await run(process.execPath, [main])
  const { here, beside, lives }: Repeated = JSON.parse(stdout)
  expect(here[2]).toBe(here[0])
  expect(here[1]).not.toBe(here[0])
  expect(beside).toEqual([here[0]])
  // A run has five: harness, Master, the workers, one of them twice. Those of the last may be left.
  expect(lives).toBeLessThanOrEqual(5)
})
