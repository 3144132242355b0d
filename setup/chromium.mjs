/**
 * The Chromium that set-up found. Set-up writes what it found to `.glassbox/chromium.json`; the
 * harness reads it from there with {@link findChromium}.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from './paths.mjs'

export const chromiumFile = join(stateFolder, 'chromium.json')

/**
 * @typedef {object} Chromium
 * @property {string} executablePath
 * @property {string[]} args switches without which it does not start here (`--no-sandbox` as root)
 * @property {string} version such as `156.0.8078.79`
 */

/**
 * A Chromium that was seen to start. Throws a sentence where set-up has found none yet, or where
 * the one it found is gone or was replaced.
 * @returns {Chromium}
 */
export function findChromium() {
  const found = rememberedChromium(process.env.GLASSBOX_CHROMIUM)
  if (found) return found
  throw new Error(
    'No Chromium is set up, or the one that was has changed since. Run node setup/setup.mjs (npm start and npm test do it by themselves).',
  )
}

/**
 * What set-up remembers, if it still holds: the same file, unchanged, for the same user.
 * @param {string | undefined} wanted the path in GLASSBOX_CHROMIUM, if it is set
 * @returns {Chromium | undefined}
 */
export function rememberedChromium(wanted) {
  try {
    const known = JSON.parse(readFileSync(chromiumFile, 'utf8'))
    if (wanted && known.executablePath !== wanted) return undefined
    if (known.uid !== process.getuid?.()) return undefined
    if (statSync(known.executablePath).mtimeMs !== known.mtimeMs) return undefined
    return { executablePath: known.executablePath, args: known.args, version: known.version }
  } catch {
    // Never found, deleted or unreadable: the answer is the same, look for one anew.
    return undefined
  }
}
