import type { Dockerode } from './engine.ts'

/** A pull that makes no progress for so long is given up; many networks reach no registry. */
const silenceLimitMs = 20_000

/** Pulls an image. Resolves with undefined, or with why it is not to be had. */
export async function pull(engine: Dockerode, name: string): Promise<string | undefined> {
  const giveUp = new AbortController()
  const sayWhy = () => giveUp.abort(new Error(`nothing came for ${silenceLimitMs / 1000} s`))
  let silence = setTimeout(sayWhy, silenceLimitMs)
  try {
    const stream = await engine.pull(name, { abortSignal: giveUp.signal })
    await new Promise<void>((resolve, reject) => {
      giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason))
      const progressed = () => {
        clearTimeout(silence)
        silence = setTimeout(sayWhy, silenceLimitMs)
      }
      engine.modem.followProgress(stream, (e) => (e ? reject(e) : resolve()), progressed)
    })
    return undefined
  } catch (error) {
    // Not an error here: the caller builds from something else and says why.
    return String(error)
      .replace(/^.*server error - /, '')
      .trim()
  } finally {
    clearTimeout(silence)
  }
}
