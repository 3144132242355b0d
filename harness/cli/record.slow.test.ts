/** However a recording ends, what was seen until then is a recording. */
import { existsSync, mkdtempDisposableSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startOddSite } from '../replay/recorder/testing/odd-site.ts'
import { loadRecording } from '../replay/recording.ts'
import { runCli } from './testing/run-cli.ts'

const script = 'fixtures/stand-in/testing/waiting-script.ts'

/** Records a page until the script has done what it does, then sends the signal. */
async function recordUntil(root: string, signal: NodeJS.Signals) {
  await using site = await startOddSite()
  const out = join(root, 'odd')
  let isKilled = false
  const args = [
    'record',
    `${site.origin}/empty-page`,
    '--script',
    script,
    '--out',
    out,
    '--no-scrub',
  ]
  const end = await runCli(args, {
    onOutput: (text, kill) => {
      if (isKilled || !text.includes('as far as it goes')) return
      isKilled = true
      kill(signal)
    },
  })
  return { ...end, out }
}

async function contentOf(folder: string) {
  const { manifest, exchanges } = await loadRecording(folder)
  return {
    episodes: manifest.episodes.map(({ name }) => name),
    paths: exchanges.map(({ url }) => url.pathname),
  }
}

const whole = { episodes: ['before'], paths: ['/empty-page', '/binary'] }

test.concurrent('after an interrupt, what was seen is a whole recording', async () => {
  using root = mkdtempDisposableSync(join(tmpdir(), 'glassbox-record-test-'))
  const { code, stderr, out } = await recordUntil(root.path, 'SIGINT')
  expect(stderr).toContain('The recording was interrupted; what was seen until then is written.')
  expect(code).toBe(130)
  expect(await contentOf(out)).toEqual(whole)
  expect(readdirSync(root.path)).toEqual(['odd'])
})

test.concurrent('what a killed recorder had seen is finished later', async () => {
  using root = mkdtempDisposableSync(join(tmpdir(), 'glassbox-record-test-'))
  const { code, out } = await recordUntil(root.path, 'SIGKILL')
  expect(code).toBe(null)
  expect(existsSync(out)).toBe(false)
  const recovered = await runCli(['record', '--recover', join(root.path, '.odd.spool')])
  expect(recovered.code, recovered.stderr).toBe(0)
  expect(await contentOf(out)).toEqual(whole)
  expect(readdirSync(root.path)).toEqual(['odd'])
})
