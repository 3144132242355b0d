/** What happens on an account while its pages are watched arrives in Master, and soon. */
import { scenario } from '../../harness/index.ts'

/** A crawl begins every 3 s and takes about one, a sync comes every 1.5 s (timeScale 20). */
const arrivalLimitMs = 8000

export default scenario('a comment and a message that come while it watches arrive', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',
  episodes: 'on demand',

  async story({ act, step, trace, recording }) {
    await act('what was there arrives', 'pass', async () => {
      step('waiting for a whole crawl and its sync')
      await trace.until('crawl.round')
      await trace.until('store.merge', { times: 2, limitMs: arrivalLimitMs })
    })

    await act('a comment and a message come, and arrive', 'pass', async () => {
      const episode = 'new-comment-and-message'
      const items = recording.newItems(episode, 'acc-1')
      recording.play(episode)
      step(`waiting at most ${arrivalLimitMs} ms for ${items.join(' and ')} in the store`)
      await Promise.all(
        items.map((item) => trace.until('store.merge', { item, limitMs: arrivalLimitMs })),
      )
    })
  },
})
