/** Reads V8 stack traces down to frames in the code under test. */
import type { Site } from '../journal/entry.ts'

/**
 * The frames of `system/`, innermost first, whatever folder the process ran in (`/app` in a
 * container). V8 writes `at async Class.method (file:///…/system/x.ts:12:5)`.
 */
export function systemFrames(stack: string): Site[] {
  return stack.split('\n').flatMap((row) => {
    const match = /^\s*at (?:async )?(?:(.+?) \()?(?:\S*?\/)?(system\/\S+?\.ts):(\d+):\d+\)?$/.exec(
      row,
    )
    if (!match?.[2] || !match[3]) return []
    const name = match[1]?.replace(/^new /, '').replace(/^(?:Object|Module)\./, '')
    return [{ file: match[2], line: Number(match[3]), ...(name ? { function: name } : {}) }]
  })
}
