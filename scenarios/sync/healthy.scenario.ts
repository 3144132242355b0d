import { scenario } from '../../harness/index.ts'

export default scenario('a healthy worker syncs every item', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ step, trace }) {
    step('waiting for a whole crawl and its sync')
    await trace.until('crawl.round')
    await trace.until('store.merge', { times: 2, limitMs: 8000 })
  },
})
