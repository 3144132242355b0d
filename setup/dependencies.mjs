/** Step one: node_modules holds exactly what package-lock.json names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'
import { reason, root } from './paths.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './progress.mjs'

/** @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} LockedPackages */

export async function ensureDependencies() {
  const why = whatIsMissing()
  if (why === undefined) return
  await step('dependencies', `${why}; installing them with npm ci`, async () => {
    let result = await npm(['ci'], root)
    if (result.code !== 0 && !result.words.includes('EUSAGE')) {
      say(`dependencies: npm ci failed (${result.words}); trying once more`)
      result = await npm(['ci'], root)
    }
    if (result.words.includes('EUSAGE')) {
      throw new Problem(
        `package.json and package-lock.json do not fit together: ${result.words}`,
        'Run npm install, look at what it changed, and commit both',
      )
    }
    if (result.code !== 0) {
      throw new Problem(
        `Could not install the dependencies: npm ci ended with code ${result.code}: ${result.words}`,
        'Check that the npm registry can be reached (npm ping) and that node_modules is writable, then run this again',
      )
    }
  })
}

/**
 * Compares package-lock.json with the list that npm leaves in node_modules when it has finished.
 * Undefined where nothing is missing.
 */
function whatIsMissing() {
  const wanted = lockedPackages(join(root, 'package-lock.json'))
  if (!wanted) {
    throw new Problem('package-lock.json is missing from the clone', 'Restore it with git checkout')
  }
  const installed = lockedPackages(join(root, 'node_modules/.package-lock.json'))
  if (!installed) return 'node_modules is absent or incomplete'
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    if (found ? found.version !== entry.version : !entry.optional && !entry.peer) {
      return `${path} is ${found?.version ?? 'not installed'}, package-lock.json wants ${entry.version}`
    }
  }
  return undefined
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function lockedPackages(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Absent is an answer here: npm writes this file when it has finished.
    return undefined
  }
  try {
    return JSON.parse(text).packages
  } catch (error) {
    throw new Problem(
      `Cannot read ${file}: ${reason(error)}`,
      'Restore it with git checkout, or delete node_modules',
    )
  }
}
