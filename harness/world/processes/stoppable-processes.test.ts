import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stoppableProcesses } from './stoppable-processes.ts'

/** The letter by which Linux says what a process does: T is stopped. */
function stateOf({ pid }: ChildProcess): string | undefined {
  return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
}

async function untilState(child: ChildProcess, is: (state: string | undefined) => boolean) {
  // A signal takes effect a moment after it was sent; a second is long for that.
  await expect.poll(() => is(stateOf(child)), { timeout: 1000, interval: 5 }).toBe(true)
}

test.skipIf(process.platform !== 'linux')(
  'a real process stops, goes on after the last heal, and can be killed while it stands',
  async () => {
    const child = spawn('sleep', ['60'])
    const exited = once(child, 'exit')
    try {
      let alive = true
      let masterKills = 0
      const ground = stoppableProcesses({
        pidOf: (host) => (alive && host === 'worker-1' ? child.pid : undefined),
        killMaster: () => ++masterKills === 1,
      })
      let touched = 0
      const first = await ground.freeze('worker-1', () => touched++)
      const second = await ground.freeze('worker-1', () => touched++)
      await untilState(child, (state) => state === 'T')
      await first?.()
      expect(stateOf(child)).toBe('T')
      await second?.()
      await untilState(child, (state) => state !== 'T')
      expect(touched).toBe(2)
      const third = await ground.freeze('worker-1', () => undefined)
      expect(await ground.kill('worker-1')).toBe(true)
      expect((await exited)[1]).toBe('SIGKILL')
      alive = false
      await third?.()
      expect(await ground.kill('worker-1')).toBe(false)
      expect(await ground.freeze('worker-1', () => undefined)).toBeUndefined()
      expect([await ground.kill('master'), await ground.kill('master')]).toEqual([true, false])
    } finally {
      child.kill('SIGKILL')
    }
  },
)
