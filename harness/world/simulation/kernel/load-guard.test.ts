import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../../../../setup/paths.mjs'
import type { startSimulation } from './clock.ts'

const run = promisify(execFile)
const clock = new URL('./clock.ts', import.meta.url).href
const starter: typeof startSimulation.name = 'startSimulation'
const start = `const { ${starter}: start } = await import(${JSON.stringify(clock)});
  const begin = () => start({ seed: 1, startMs: 0 });`

async function program(text: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: root,
  })
  return stdout.trim()
}

test.each(['socket.io', 'socket.io-client'])('%s loaded before is refused', async (library) => {
  const said = await program(`await import('${library}'); ${start}
    try { begin(); console.log('started') } catch (error) { console.log(error.message) }`)
  expect(said).toMatch(/^Could not start a simulation: \S+\/\S+ is loaded already and has kept/)
})

test('loaded inside one simulation it does for the next', async () => {
  const said = await program(`${start}
    { using s = begin(); await s.hold(import('socket.io')) }
    { using s = begin(); console.log('again') }`)
  expect(said).toBe('again')
})

test('loaded between two simulations it is refused', async () => {
  const said = await program(`${start}
    { using s = begin() }
    await import('socket.io')
    try { begin(); console.log('started') } catch (error) { console.log(error.message) }`)
  expect(said).toMatch(/is loaded already/)
})
