import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { busyScenario } from './testing/busy-scenario.ts'

const run = promisify(execFile)
const scenarioFile = new URL('./testing/busy-scenario.ts', import.meta.url).href
const scenarioName: typeof busyScenario.name = 'busyScenario'

/** What happens in a fresh process, for one seed after the other. */
async function inFreshProcess(...seeds: number[]): Promise<string[][]> {
  const program = `
    const { ${scenarioName}: scenario } = await import(${JSON.stringify(scenarioFile)})
    const logs = []
    for (const seed of ${JSON.stringify(seeds)}) logs.push(await scenario(seed))
    process.stdout.write(JSON.stringify(logs))
  `
  const args = ['--input-type=module', '--eval', program]
  const { stdout, stderr } = await run(process.execPath, args, { maxBuffer: 2 ** 26 })
  expect(stderr).toBe('')
  const logs: unknown = JSON.parse(stdout)
  if (!Array.isArray(logs)) throw new Error(`The scenario printed no logs: ${stdout.slice(0, 200)}`)
  return logs
}

test('the same seed gives the same bytes in another process, another seed others', async () => {
  const [[first], [second], [other]] = await Promise.all([
    inFreshProcess(1),
    inFreshProcess(1),
    inFreshProcess(2),
  ])
  expect(first?.length).toBeGreaterThan(500)
  expect(second?.join('\n')).toBe(first?.join('\n'))
  expect(other?.join('\n')).not.toBe(first?.join('\n'))
})

test('everything that can happen to the hosts of the scenario happens in it', async () => {
  const [[log]] = await Promise.all([inFreshProcess(1)])
  const text = log?.join('\n') ?? ''
  for (const happening of [
    /client-1 disconnected ping timeout/,
    /client-\d disconnected transport close/,
    /reset client-3[\s\S]{0,40}client-3 disconnected transport close/,
    /server: disconnect \S+ transport close/,
    /could not connect/,
    /ECONNREFUSED/,
    /answer Error: operation has timed out/,
    /client-2 connected[\s\S]*start client-2[\s\S]*client-2 connected/,
  ]) {
    expect(text).toMatch(happening)
  }
})

/** engine.io counts its ids for the whole process, and it and ws keep pools of random bytes. */
function withoutIds(log: readonly string[]): string[] {
  return log
    .filter((line) => !/^draw \S+ \d+ crypto\.random(Bytes|Fill) /.test(line))
    .map((line) => line.replace(/(connected as|connection|disconnect) [\w-]{20}/, '$1 <id>'))
}

test('a second simulation in a process repeats the first, but for socket ids', async () => {
  const [first, between, second] = await inFreshProcess(1, 2, 1)
  expect(withoutIds(between ?? [])).not.toEqual(withoutIds(first ?? []))
  expect(withoutIds(second ?? [])).toEqual(withoutIds(first ?? []))
})
