import { mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { harEntry, testHar } from '../replay/scrub/testing/planted-har.ts'
import { ExpectedError, exitCodes, sentenceOf } from './exit.ts'
import { scrubCommand } from './scrub-command.ts'

/** The command as `main.ts` runs it, without the second that a process takes to start. */
async function scrub(args: readonly string[], signal = new AbortController().signal) {
  let stdout = ''
  using _written = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text)
    return true
  })
  try {
    await scrubCommand(signal).parseAsync(args, { from: 'user' })
    return { code: 0, stdout, stderr: '' }
  } catch (error) {
    const stderr = sentenceOf(error)
    const code = error instanceof ExpectedError ? error.exitCode : exitCodes.broken
    return { code, stdout, stderr }
  }
}

const comment = harEntry({ body: JSON.stringify({ comments: [{ text: '下周三来杭州找我' }] }) })
const binary = harEntry({
  path: '/v2/message/get_by_user_init',
  mimeType: 'application/x-protobuf',
  base64: Buffer.from([8, 0, 18, 9, ...Buffer.from('张三你好'), 0xff]).toString('base64'),
})

function fileWith(...entries: object[]) {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-scrub-cli-'))
  const file = join(folder.path, 'mine.har')
  writeFileSync(file, JSON.stringify(testHar(entries)))
  return { ...folder, file, remove: folder.remove, [Symbol.dispose]: folder[Symbol.dispose] }
}

test('the scrubbed HAR lies beside the file, and the key says which replacements it has', async () => {
  using folder = fileWith(comment)
  const { code, stdout, stderr } = await scrub([folder.file, '--key', 'k'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const out = join(folder.path, 'mine.scrubbed.har')
  expect(stdout).toBe(`${out}: 1 entries, nothing private found in them\nreplaced values: 1 text\n`)
  const first = readFileSync(out, 'utf8')
  expect(first).not.toContain('杭州')
  expect(JSON.parse(first).log.entries).toHaveLength(1)

  const again = await scrub([folder.file, '--key', 'k'])
  expect(again.code).toBe(3)
  expect(again.stderr).toContain('is there already, and nothing was done')
  const forced = await scrub([folder.file, '--key', 'k', '--force'])
  expect(forced.code).toBe(0)
  expect(readFileSync(out, 'utf8')).toBe(first)
})

test('without a key nobody can repeat the replacements', async () => {
  using folder = fileWith(comment)
  const outs = [join(folder.path, 'a.har'), join(folder.path, 'b.har')]
  for (const out of outs) await scrub([folder.file, '--out', out])
  const [one, other] = outs.map((out) => readFileSync(out, 'utf8'))
  expect(one).not.toBe(other)
})

test('what cannot be scrubbed is refused with its place, masked, until it is left out', async () => {
  using folder = fileWith(comment, binary)
  const refused = await scrub([folder.file])
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 3, stdout: '' })
  expect(refused.stderr).toContain('still holds what looks private')
  expect(refused.stderr).toMatch(
    /binary: 张… \(4 characters\) in entry 1, GET creator\.douyin\.com\/v2\/message\/get_by_user_init, response\.content body/,
  )
  expect(refused.stderr).not.toContain('张三')
  expect(readdirSync(folder.path)).toEqual(['mine.har'])

  const unknown = await scrub([folder.file, '--leave-out', 'get_by_usr'])
  expect(unknown.stderr).toContain('no address in the HAR holds it')
  const { code, stdout } = await scrub([folder.file, '--leave-out', 'get_by_user_init'])
  expect(stdout).toContain('1 entries')
  expect(code).toBe(0)
})

test('a person says what may stay', async () => {
  using folder = fileWith(comment)
  const out = join(folder.path, 'mine.scrubbed.har')
  await scrub([folder.file, '--allow', '下周三来杭州找我'])
  expect(readFileSync(out, 'utf8')).toContain('下周三来杭州找我')
  await scrub([folder.file, '--force', '--allow-field', 'text'])
  expect(readFileSync(out, 'utf8')).toContain('下周三来杭州找我')
})

test.each([
  ['cut off', '{"log":{"entries":[{"request":', 'is not valid JSON'],
  ['no HAR', '{"entries":[]}', 'it has no list log.entries'],
  ['a zip', 'PK\u0003\u0004', 'is a zip archive'],
])('a file that is %s is refused in a sentence that quotes nothing of it', async (_, text, why) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-scrub-cli-'))
  const file = join(folder.path, 'x.har')
  writeFileSync(file, text)
  const { code, stderr, stdout } = await scrub([file])
  expect(stderr).toContain(why)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('an interrupt breaks off between two entries, and nothing is written', async () => {
  using folder = fileWith(comment, comment)
  const interrupted = new AbortController()
  interrupted.abort(new ExpectedError('The run was interrupted.', exitCodes.interrupted))
  const { code } = await scrub([folder.file], interrupted.signal)
  expect(code).toBe(130)
  expect(readdirSync(folder.path)).toEqual(['mine.har'])
})
