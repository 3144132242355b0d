import { expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../../agent/test-process.ts'
import { parseFault } from '../parse-fault.ts'
import { buildOverlay } from './overlay.ts'
import { writeOverlay } from './write-overlay.ts'

const messages = `/** 消息类型 */
export const WORKER_DATA_SYNC = 'worker:data:sync'

export const MessageTypes = { WORKER_DATA_SYNC } as const
`

const pusher = `import { MessageTypes } from './messages.ts'

export interface Bridge {
  send(message: unknown): void
}

export class DataPusher {
  readonly #bridge: Bridge

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  async pushDataSync(x: number): Promise<void> {
    try {
      this.#bridge.send({ type: MessageTypes.WORKER_DATA_SYNC, x })
    } catch (error) {
      void error
    }
  }
}
`

const main = `
  import { DataPusher } from './system/pusher.ts'
  const bridge = { send: (message) => console.log(JSON.stringify(message)) }
  for (const x of [1, 2]) await new DataPusher(bridge).pushDataSync(x)
`

async function project(): Promise<TestHub & { plant(...ids: string[]): void }> {
  const t = await startTestHub()
  t.write('system/messages.ts', messages)
  t.write('system/pusher.ts', pusher)
  return {
    ...t,
    plant(...ids) {
      const faults = ids
        .map((id) => parseFault(id, { root: t.root }))
        .filter((fault) => fault.layer === 'code')
      writeOverlay(buildOverlay({ root: t.root, faults, host: 'worker-1' }), t.overlay)
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

const site = { file: 'system/pusher.ts', line: 17, function: 'DataPusher.pushDataSync' }
const sent = '{"type":"worker:data:sync","x":1}\n{"type":"worker:data:sync","x":2}\n'

test('a broken export throws the very error of the seed bug, seen where it was swallowed', async () => {
  await using t = await project()
  const id = 'brokenExport:system/messages.ts#MessageTypes'
  t.plant(id)
  const child = t.run(main)
  expect(await child.ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
  const { instance } = await t.entry('process', (p) => p.phase === 'left')
  const caught = t.all('caught')
  expect(caught).toHaveLength(2)
  expect(caught[0]).toMatchObject({
    instance,
    site,
    outcome: 'continued',
    error: {
      type: 'TypeError',
      message: `Cannot read properties of undefined (reading 'WORKER_DATA_SYNC')`,
    },
  })
  expect(caught[0]?.error.stack).toMatch(
    /\n {4}at DataPusher\.pushDataSync \(system\/pusher\.ts:16:/,
  )
  expect(caught[0]?.error.stack).not.toContain(t.root)
  expect(t.all('fault').map(({ at: _, ...f }) => f)).toEqual([
    { kind: 'fault', fault: id, hosts: ['worker-1'], phase: 'loaded', instance },
    { kind: 'fault', fault: id, hosts: ['worker-1'], phase: 'reached', instance },
  ])
  // Healed: the next process gets the originals again.
  t.plant()
  expect((await t.run(main).ended).stdout).toBe(sent)
})

test('a planted silent catch is seen as caught and dropped', async () => {
  await using t = await project()
  const id = 'silentCatch:system/pusher.ts#DataPusher.pushDataSync'
  t.plant(id)
  expect(await t.run(main).ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
  await t.entry('process', (p) => p.phase === 'left')
  const error = { type: 'Error', message: `planted by ${id}` }
  const dropped = { site, outcome: 'continued', fault: id, error }
  expect(t.all('caught')).toMatchObject([dropped, dropped])
  expect(t.all('fault').map((f) => f.phase)).toEqual(['loaded', 'reached'])
})

test('a fault for another host and a silent catch without an error leave the system as it is', async () => {
  await using t = await project()
  t.plant(
    'brokenExport:system/messages.ts#MessageTypes@worker-2',
    'silentCatch:system/pusher.ts#DataPusher.pushDataSync?throws=no',
  )
  expect((await t.run(main).ended).stdout).toBe(sent)
  await t.entry('process', (p) => p.phase === 'left')
  expect(t.all('caught')).toEqual([])
  expect(t.all('fault').map((f) => f.phase)).toEqual(['loaded'])
})
