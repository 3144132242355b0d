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
  const stdout = await output(program)
  const logs: unknown = JSON.parse(stdout)
  if (!Array.isArray(logs)) throw new Error(`The scenario printed no logs: ${stdout.slice(0, 200)}`)
  return logs
}

async function output(program: string): Promise<string> {
  const args = ['--input-type=module', '--eval', program]
  const { stdout, stderr } = await run(process.execPath, args, { maxBuffer: 2 ** 26 })
  expect(stderr).toBe('')
  return stdout
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

test('one simulation after another in a process gives the bytes of a fresh one', async () => {
  const [[first, between, second], [fresh]] = await Promise.all([
    inFreshProcess(1, 2, 1),
    inFreshProcess(2),
  ])
  expect(second?.join('\n')).toBe(first?.join('\n'))
  expect(between?.join('\n')).toBe(fresh?.join('\n'))
})

test('simulations side by side in threads give the bytes of a process of their own', async () => {
  const program = `
    const { Worker } = await import('node:worker_threads')
    const { once } = await import('node:events')
    const inThread = async (...seeds) => {
      // It takes the kind of its text from this process's own arguments.
      const thread = new Worker(\`
        import { parentPort } from 'node:worker_threads'
        import { ${scenarioName} as scenario } from ${JSON.stringify(scenarioFile)}
        const logs = []
        for (const seed of \${JSON.stringify(seeds)}) logs.push(await scenario(seed))
        parentPort.postMessage(logs)\`, { eval: true })
      return (await once(thread, 'message'))[0]
    }
    process.stdout.write(JSON.stringify(await Promise.all([inThread(2, 1), inThread(1)])))`
  const [threads, [fresh]] = await Promise.all([output(program), inFreshProcess(1)])
  const logs: string[][][] = JSON.parse(threads)
  expect(logs[0]?.[1]?.join('\n')).toBe(fresh?.join('\n'))
  expect(logs[1]?.[0]?.join('\n')).toBe(fresh?.join('\n'))
})
