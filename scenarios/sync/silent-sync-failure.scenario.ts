/**
 * The bug that began this project (shared/reference/seed-report.md), lived through once more:
 * `MessageTypes` is not exported, the sync throws every 30 s, a catch clause swallows it; the
 * worker registers, beats and looks healthy, and nothing arrives. Repairing the file is not
 * enough, since the worker runs the old one; only its restart brings all items, the outage's too.
 */
import { fault, scenario } from '../../harness/index.ts'

const silent = {
  fail: ['I1', 'I3', 'I13'],
  suspects: ['system/shared/protocol/messages.ts', 'system/worker/platforms/base/data-pusher.ts'],
}

export default scenario('the silent sync failure is caught and explained', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, master, nemesis }) {
    await act('healthy', 'pass', async () => {
      step('waiting for a whole crawl and its sync')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 2 })
    })

    {
      await using _catch = await nemesis.inject(
        fault.silentCatch(
          'system/worker/platforms/base/account-data-manager.ts#AccountDataManager.syncToMaster',
          { throws: false },
        ),
      )
      {
        await using _export = await nemesis.inject(
          fault.brokenExport('system/shared/protocol/messages.ts#MessageTypes'),
        )
        step('restarting worker-1, which loads the broken module')
        await master.restartWorker('worker-1')

        await act('MessageTypes is not exported', silent, async () => {
          step('worker-1 registers, beats and crawls; watching two syncs of it')
          await trace.until('worker.register')
          await trace.until('crawl.round')
          await trace.until('sync.snapshot', { times: 2 })
          await trace.until('worker.heartbeat', { times: 2 })
        })
      }
    }

    await act('repaired on disk, the worker still runs the old module', silent, async () => {
      step('the file is whole again; watching two more syncs of the running worker')
      await trace.until('crawl.round')
      await trace.until('sync.snapshot', { times: 2 })
    })

    step('POST /api/v1/workers/worker-1/restart')
    await master.restartWorker('worker-1')

    await act('restarted: everything arrives, the outage’s items too', 'pass', async () => {
      step('waiting for a whole crawl and its sync')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 2 })
    })
  },
})
