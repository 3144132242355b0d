import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadRecording, RecordingError } from './recording.ts'
import { type TestEntry, writeTestRecording } from './test-recording.ts'
import { truthOf } from './truth.ts'

const api = 'https://pages.test/aweme/v1/web/comment/list/select/'

/** How a use of a recording ends: fine, or refused with a sentence; anything else fails the test. */
async function outcome(use: () => Promise<unknown>): Promise<string> {
  try {
    await use()
    return 'fine'
  } catch (error) {
    if (error instanceof RecordingError) return error.message
    throw error
  }
}

async function outcomeOfEntry(entry: TestEntry): Promise<string> {
  await using sample = await writeTestRecording([entry])
  return await outcome(async () => truthOf(await loadRecording('sample', sample)))
}

test('a body that is no plain file is refused before it is opened', async () => {
  await using sample = await writeTestRecording([{ url: api, file: 'pages/x' }])
  await mkdir(join(sample.folder, 'pages/x'), { recursive: true })
  const folder = await outcome(() => loadRecording('sample', sample))
  expect(folder).toContain('pages/x of the recording sample is no file, which is refused')

  await using other = await writeTestRecording([{ url: api, file: 'pipe' }])
  expect(spawnSync('mkfifo', [join(other.folder, 'pipe')]).status).toBe(0)
  expect(await outcome(() => loadRecording('sample', other))).toContain('is no file')
})

test('a huge body within the HAR is refused', async () => {
  const text = 'x'.repeat(16 * 1024 * 1024 + 1)
  expect(await outcomeOfEntry({ url: api, text })).toContain(
    'its body has 16777217 bytes, and at most 16777216 are read',
  )
})

test('JSON as deep as a stack is high is refused, in the HAR and in an answer', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  expect(await outcomeOfEntry({ url: api, text: `{"comments":${deep}}` })).toContain(
    'cannot be read as the list it should be: Maximum call stack size exceeded',
  )
  await using sample = await writeTestRecording([], { 'traffic.har': deep })
  expect(await outcome(() => loadRecording('sample', sample))).toContain('not as it must be')
})

test('a HAR that is cut off anywhere is refused', async () => {
  await using sample = await writeTestRecording([{ url: api, text: '{}' }])
  const file = join(sample.folder, 'traffic.har')
  const whole = await readFile(file, 'utf8')
  for (let length = 0; length < whole.length; length += 37) {
    await writeFile(file, whole.slice(0, length))
    expect(await outcome(() => loadRecording('sample', sample))).toContain('may have been cut off')
  }
})

test('whatever value stands in whatever place is read, or refused in a sentence', async () => {
  const frames = [{ type: 'receive', atMs: 1, text: 'a' }] as const
  await using sample = await writeTestRecording([
    { url: api, method: 'POST', requestBody: 'a', text: '{}' },
    { url: 'wss://pages.test/live', frames },
  ])
  const refusals = new Set<string>()
  for (const name of ['manifest.json', 'traffic.har']) {
    const file = join(sample.folder, name)
    const whole = await readFile(file, 'utf8')
    for (const text of disfigured(whole)) {
      await writeFile(file, text)
      refusals.add(await outcome(async () => truthOf(await loadRecording('sample', sample))))
    }
    await writeFile(file, whole)
  }
  expect(refusals.size).toBeGreaterThan(40)
  for (const refusal of refusals) expect(refusal).toMatch(/^fine$|sample.*\.$/s)
})

const strange = [null, -1, 1e300, 'x', '\0', '__proto__', true, [], {}, [[]]]

/** The JSON with each of its values replaced by two of the strange ones, one at a time. */
function* disfigured(json: string): Generator<string> {
  let places = 0
  JSON.parse(json, () => {
    places += 1
  })
  for (let place = 0; place < places; place++) {
    for (const turn of [0, 5]) {
      const value = strange[(place + turn) % strange.length]
      let at = -1
      yield JSON.stringify(
        JSON.parse(json, (_key, old: unknown) => {
          at += 1
          return at === place ? value : old
        }),
      )
    }
  }
}
