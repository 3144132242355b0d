import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runVariable } from './reaper.ts'
import { RunProcesses } from './sweep.ts'

/** Starts a process that starts another, whose environment lacks the mark; gives both numbers. */
async function family(runId: string): Promise<{ parent: number; child: number }> {
  const script = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: {}, detached: true })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', script], {
    env: { [runVariable]: runId },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [chunk] = await once(parent.stdout, 'data')
  return { parent: parent.pid ?? 0, child: Number(String(chunk)) }
}

/** A zombie has ended; only nobody has asked yet how. */
function lives(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    // No such process: that is the answer.
    return false
  }
}

test.skipIf(process.platform !== 'linux')(
  'processes with the mark and their descendants are gone when it resolves, others live on',
  async () => {
    const ours = await family('run-a')
    const others = await family('run-b')
    try {
      expect(await new RunProcesses('run-a').end()).toBe(2)
      expect([lives(ours.child), lives(others.parent), lives(others.child)]).toEqual([
        false,
        true,
        true,
      ])
    } finally {
      expect(await new RunProcesses('run-b').end()).toBe(2)
    }
    expect(lives(others.child)).toBe(false)
  },
)
