import { scenario } from '../../harness/index.ts'

export default scenario('a worker that is killed in mid-crawl loses nothing', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, nemesis }) {
    step('waiting for items at the interceptor, not yet synced')
    await trace.until('interceptor.handle', { times: 5 })
    step('SIGKILL to worker-1')
    await nemesis.kill('worker-1')

    await act('the worker is started again, and everything arrives', 'pass', async () => {
      step('waiting for the new process to register, crawl and sync')
      await trace.until('worker.register')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 2 })
    })
  },
})
