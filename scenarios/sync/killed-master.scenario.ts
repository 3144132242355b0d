import { scenario } from '../../harness/index.ts'

export default scenario('a Master that is killed in mid-sync forgets nothing', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, nemesis }) {
    step('waiting for items in the store, and for a response whose items are still to be synced')
    const stored = await trace.until('store.persist')
    await trace.until('interceptor.handle', { sinceMs: stored.endMs })
    step('SIGKILL to Master')
    await nemesis.kill('master')

    await act(
      'Master is started again, knows what it had, and the rest arrives',
      'pass',
      async () => {
        step('waiting for the store to be loaded with all that it had acknowledged')
        const count = 'hiscrm.item.count'
        await trace.until('store.load', {
          where: ({ attributes }) => Number(attributes[count]) >= Number(stored.attributes[count]),
        })
        step('waiting for a worker to register, beat, crawl and sync')
        const { endMs } = await trace.until('worker.register')
        await trace.until('worker.heartbeat', { sinceMs: endMs, times: 3 })
        await trace.until('crawl.round')
        await trace.until('store.merge', { times: 2 })
      },
    )
  },
})
