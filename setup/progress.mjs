/** Progress as plain lines with seconds, the same on a terminal and in a CI log. */

const heartbeatMs = 10_000
const startedAt = Date.now()

/** @param {number} sinceMs */
export function seconds(sinceMs) {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`set-up: ${line}\n`)
}

/** Seconds since set-up began. */
export function elapsed() {
  return seconds(startedAt)
}

/**
 * Says what comes, does it, and says how long it took; every ten seconds it says that it goes on.
 * @template T
 * @param {string} what names the step in every line
 * @param {string} text what is done, said before it is done
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, text, work) {
  const began = Date.now()
  say(`${what}: ${text} …`)
  const heartbeat = setInterval(() => say(`${what}: still working, ${seconds(began)}`), heartbeatMs)
  try {
    const result = await work()
    say(`${what}: done in ${seconds(began)}`)
    return result
  } finally {
    clearInterval(heartbeat)
  }
}
