import { existsSync, mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Spool } from '../replay/recorder/spool.ts'
import { home, testHead } from '../replay/recorder/testing/test-spool.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { finishSpool } from './record-finish.ts'

test('an interrupt breaks scrubbing off, and says how to write what was recorded', async () => {
  using root = mkdtempDisposableSync(join(tmpdir(), 'glassbox-finish-test-'))
  const out = join(root.path, 'sample')
  const spool = new Spool(join(root.path, '.sample.spool'), { ...testHead, folder: out })
  spool.beginEpisode('first-visit', 'The first visit')
  spool.exchange(home)
  spool.close()
  const flags = { scrub: true, key: 'k', out, allow: [], allowField: [] }
  const interrupted = new AbortController()
  const finished = finishSpool(spool.folder, flags, interrupted.signal)
  interrupted.abort(new ExpectedError('It was interrupted.', exitCodes.interrupted))
  await expect(finished).rejects.toMatchObject({
    exitCode: 130,
    message: expect.stringContaining('glassbox record --recover'),
  })
  expect([existsSync(spool.folder), existsSync(out)]).toEqual([true, false])

  const { recording } = await finishSpool(spool.folder, flags, new AbortController().signal)
  expect(recording.exchanges).toHaveLength(1)
  expect([existsSync(spool.folder), existsSync(out)]).toEqual([false, true])
})
