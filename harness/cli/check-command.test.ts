import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { run, served } from '../trace/make-record.ts'
import { checkCommand } from './check-command.ts'

/** What the command prints of a journal with these entries, and its JSON. */
async function check(...entries: readonly Entry[]) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-check-'))
  const { exitCode } = process
  onTestFinished(() => {
    process.exitCode = exitCode
  })
  const journal = join(folder.path, 'journal.jsonl')
  const json = join(folder.path, 'result.json')
  writeFileSync(
    journal,
    entries.map((entry) => `${JSON.stringify({ glassbox: entry })}\n`).join(''),
  )
  let stdout = ''
  using _written = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text)
    return true
  })
  await checkCommand().parseAsync([journal, '--json', json], { from: 'user' })
  return { stdout, result: JSON.parse(readFileSync(json, 'utf8')) }
}

test('what of the recording was never asked for is told from the journal alone', async () => {
  const url = 'https://pages.test/list'
  const first = [{ exchange: 1, method: 'GET', url, episode: 'monday' }]
  const unasked = { count: 1, of: 3, statics: 2, first }
  const { stdout, result } = await check(run, served([]), { at: 9, kind: 'unasked', ...unasked })
  const sentence = `1 of 3 recorded answers was never asked for, first: GET ${url} (episode monday)`
  expect(stdout).toContain(`  ${sentence}\n`)
  expect(result.unasked).toEqual(unasked)
})

test('a journal that does not say what was never asked for is as before', async () => {
  const { stdout, result } = await check(run, served([]))
  expect(stdout).not.toContain('never asked for')
  expect(result.unasked).toBeNull()
})
