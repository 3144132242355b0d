/** The system on disks that fill up, fail and lose power, in the simulation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { scenario } from '../scenario/scenario.ts'
import { itemsOf, type Span } from '../trace/span.ts'
import { simulationWorld } from '../world/simulation/simulation-world.ts'
import { MasterClient } from './master-client.ts'
import { openStage } from './stage.ts'
import { LiveTrace } from './trace-tool.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const isFailed = (span: Span) => span.status === 'error'

test('Master refuses syncs that its disk does not take, and loses nothing with its power', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-faults-'))
  using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
  const signal = AbortSignal.timeout(20_000)
  await using stage = await openStage({
    runId: 'disk-faults',
    scenarioId: 'disk-faults',
    scenario: scenario('disks', {
      topology: { workers: 1, accounts: 1 },
      recording: 'creator-basic',
      story: async () => undefined,
    }),
    world: simulationWorld,
    seed: 1,
    faults: [],
    command: '',
    root,
    folder,
    signal,
    progress: () => undefined,
  })
  await stage.world.perform(async () => {
    const trace = new LiveTrace(stage.journal, stage.record, signal)
    let sinceMs = stage.world.now()
    const next = (name: string, where: (span: Span) => boolean = () => true) =>
      trace.until(name, { where, sinceMs })
    const system = await stage.start()
    const disks = system.ground?.disks
    const master = new MasterClient(system)
    if (disks === undefined) throw new Error('The simulation has no disks.')

    for (const trouble of ['fill', 'fail'] as const) {
      const touched = vi.fn()
      sinceMs = stage.world.now()
      const heal = disks[trouble]('master', touched)
      const had = await master.itemsOf('acc-1')
      // From the disk back to the worker, everybody says so.
      for (const name of ['store.persist', 'store.merge', 'master.receive', 'sync.push']) {
        await next(name, isFailed)
      }
      expect(touched).toHaveBeenCalledOnce()
      expect(await master.itemsOf('acc-1')).toEqual(had)
      heal()
      sinceMs = stage.world.now()
      await next('store.persist', (span) => !isFailed(span))
      expect((await master.itemsOf('acc-1'))?.length).toBeGreaterThan(had?.length ?? 0)
    }

    sinceMs = stage.world.now()
    const acknowledged = await master.itemsOf('acc-1')
    stage.world.hub.expectKill('master')
    await disks.losePower('master')
    const loaded = await next('store.load')
    expect(itemsOf(loaded)).toEqual(expect.arrayContaining(acknowledged ?? ['something']))
  })
})
