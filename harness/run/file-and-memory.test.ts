import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../setup/paths.mjs'

test('a journal read from its file and one kept in memory hold and say the same', async () => {
  const script = join(root, 'harness/run/testing/file-and-memory.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'sync/killed-worker'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  })
  const { live, file, memory, journal } = JSON.parse(stdout)
  expect(journal).toBeNull()
  expect(file.spans.length).toBeGreaterThan(100)
  expect(file.logs.length).toBeGreaterThan(10)
  expect(file.metrics.length).toBeGreaterThan(10)
  expect(live).toEqual(file)
  expect(memory).toEqual(file)
  expect(file.judged.verdict).toBe('pass')
  const unasked = file.entries.filter((e: { kind: string }) => e.kind === 'unasked')
  expect(unasked).toHaveLength(1)
  expect(unasked[0].of).toBeGreaterThan(10)
  // What had ended before the kill is there, though the process never handed anything over itself.
  const killed = file.entries.find((e: { phase?: string }) => e.phase === 'killed')
  const spans = file.spans.filter((s: { instance: string }) => s.instance === killed.instance)
  expect(spans.some((s: { endMs: number }) => s.endMs > killed.at - 50)).toBe(true)
}, 30_000)
