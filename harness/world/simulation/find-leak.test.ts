import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { findLeak, type RunOnce } from './find-leak.ts'
import { startSimulation } from './kernel/clock.ts'

/** Runs a program on worker-1; the journal is what it notes. */
function runs(text: string, given: object = {}): RunOnce {
  return async (calls) => {
    const lines: unknown[] = []
    using simulation = startSimulation({ seed: 1, startMs: 0, calls })
    const program: unknown = new Script(`(note, given) => {\n${text}\n}`, {
      filename: '/app/program.js',
    }).runInThisContext()
    if (typeof program !== 'function') throw new Error('The program is no function.')
    const note = (value: unknown) => lines.push({ at: simulation.nowMs, value })
    simulation.host('worker-1').run(() => program(note, given))
    await simulation.pass(60_000)
    return lines.map((line) => JSON.stringify(line)).join('\n')
  }
}

test('a program that repeats itself has no leak', async () => {
  const text = 'setInterval(() => note(Math.random() + Date.now() + performance.now()), 1000)'
  expect(await findLeak(runs(text))).toBeUndefined()
})

test('true time that leaked in is named with the call it came to, and its stack', async () => {
  const leak = await findLeak(
    runs('setTimeout(function wait() {\nsetTimeout(() => note("late"), 10 + given.next())\n}, 5)', {
      next: (
        (ms) => () =>
          (ms += 7)
      )(0),
    }),
  )
  expect(leak?.journal).toMatchObject({ line: 1, path: 'at' })
  expect(leak?.one).toMatchObject({ kind: 'setTimeout', host: 'worker-1' })
  expect(leak?.sentence).toMatch(
    /part at line 1, at of the journal: \d+ in one, \d+ in the other\.\nThe first call that differs is setTimeout of worker-1: \d+ ms in one, \d+ ms in the other/s,
  )
  expect(leak?.sentence).toMatch(/at wait \(\/app\/program\.js:3:1\)/)
})

test('an order that differs is named with what comes next in each', async () => {
  let turn = 0
  const given = { odd: () => turn++ % 2 === 1 }
  const leak = await findLeak(
    runs('if (given.odd()) Math.random()\nnote(Date.now() + Math.random())', given),
  )
  expect(leak?.sentence).toMatch(/The order differs: after nothing comes the time of day/)
  expect(leak?.sentence).toContain('Math.random of worker-1')
  expect(leak?.sentence).toContain('/app/program.js:3')
})

test('a journal that differs though all calls are the same is the harness’s own leak', async () => {
  let run = 0
  const leak = await findLeak(async () => `{"run":${run++}}`)
  expect(leak?.sentence).toMatch(/what differs comes from the harness itself/)
})
