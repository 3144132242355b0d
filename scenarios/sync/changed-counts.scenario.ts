/** Numbers and titles change while items live; Master must hold what was shown last (I13). */
import { scenario } from '../../harness/index.ts'

/** A crawl begins every 3 s and takes about one, a sync comes every 1.5 s (timeScale 20). */
const roundLimitMs = 8000

export default scenario('changed counts and a changed title arrive', {
  topology: { workers: 1, accounts: 1 },
  recording: 'flow-of-time',
  episodes: 'on demand',

  async story({ act, step, trace, recording }) {
    await act('what was there arrives', 'pass', async () => {
      step('waiting for a whole crawl')
      await trace.until('crawl.round', { limitMs: roundLimitMs })
    })

    await act('a work has more likes and another title, a comment more likes', 'pass', async () => {
      recording.play('changed-title')
      const { startMs } = await trace.until('crawl.round', { limitMs: roundLimitMs })
      step(`waiting at most ${roundLimitMs} ms for a crawl that began after it, and a sync`)
      const { endMs } = await trace.until('crawl.round', {
        sinceMs: startMs + 1,
        limitMs: roundLimitMs,
      })
      await trace.until('store.merge', { sinceMs: endMs, limitMs: roundLimitMs })
    })
  },
})
