/** Several accounts are watched at once; what happens to one of them is nobody else's. */
import { scenario } from '../../harness/index.ts'

/** A crawl begins every 3 s and takes about one, a sync comes every 1.5 s (timeScale 20). */
const arrivalLimitMs = 10_000

export default scenario('each of two accounts gets its own, when it comes', {
  topology: { workers: 1, accounts: 2 },
  recording: 'several-accounts',
  episodes: 'on demand',

  async story({ act, step, trace, recording }) {
    await act('what was there arrives', 'pass', async () => {
      step('waiting for a whole crawl of both')
      await trace.until('crawl.round', { times: 2, limitMs: arrivalLimitMs })
    })

    await act(
      'a comment and a message come for the first, a work for the second',
      'pass',
      async () => {
        const [first, second] = ['first-account-only', 'second-account-only'] as const
        const items = [
          ...recording.newItems(first, 'acc-1'),
          ...recording.newItems(second, 'acc-2'),
        ]
        recording.play(first, { account: 'acc-1' })
        recording.play(second, { account: 'acc-2' })
        step(`waiting at most ${arrivalLimitMs} ms for ${items.length} items in the store`)
        await Promise.all(
          items.map((item) => trace.until('store.merge', { item, limitMs: arrivalLimitMs })),
        )
      },
    )
  },
})
