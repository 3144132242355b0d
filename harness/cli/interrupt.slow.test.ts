/** A run that is broken off leaves nothing behind, whenever and however. */
import { mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from './testing/run-cli.ts'

/** Scratch folders of the run, and processes of it: their environment names a file in there. */
function leftovers(folder: string) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return {
    processes: pids.filter((pid) => environmentOf(pid).includes(`${folder}/glassbox-`)).length,
    folders: readdirSync(folder).length,
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

test.skipIf(process.platform !== 'linux')(
  'up runs without a terminal until it is interrupted, and leaves no process and no folder',
  async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'interrupted-'))
    let most = 0
    const { code, stdout, stderr } = await runCli(['up'], {
      env: { TMPDIR: folder.path },
      onOutput: (text, kill) => {
        // Only once: a second interrupt ends it at once.
        if (most > 0 || !text.includes('acc-1 is shown first-visit')) return
        most = leftovers(folder.path).processes
        kill('SIGINT')
      },
    })
    expect(code, stderr).toBe(130)
    expect(stdout).toMatch(/worker-1 has ended \(left\)[\s\S]*master has ended \(left\)/)
    // Master and its worker at least: the check can see what it looks for.
    expect(most).toBeGreaterThan(1)
    expect(leftovers(folder.path)).toEqual({ processes: 0, folders: 0 })
  },
)

const moments = [
  'starting the system',
  'waiting for a whole crawl',
  'items shown to arrive',
  'finish and leave',
]

test
  .skipIf(process.platform !== 'linux')
  .for([
    ...moments.map((moment) => ['SIGINT', moment] as const),
    ['SIGTERM', 'waiting for a whole crawl'] as const,
    ['SIGKILL', 'waiting for a whole crawl'] as const,
    ['SIGKILL', 'starting the system'] as const,
  ])('%s at “%s” leaves no process and no folder', async ([signal, moment]) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'interrupted-'))
  let most = 0
  const { code, stderr } = await runCli(['run', 'sync/healthy', '--world', 'processes'], {
    env: { TMPDIR: folder.path },
    onOutput: (text, kill) => {
      if (!text.includes(moment)) return
      most = Math.max(most, leftovers(folder.path).folders)
      kill(signal)
    },
  })
  // The check can see what it looks for: the run's folder was there when the signal came.
  expect(most).toBe(1)
  expect(code, stderr).toBe(signal === 'SIGKILL' ? null : 130)
  expect(stderr).not.toMatch(/\n\s+at /)
  await expect
    .poll(() => leftovers(folder.path), { timeout: 15_000 })
    .toEqual({ processes: 0, folders: 0 })
})
