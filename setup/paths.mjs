/** Where things lie in this clone. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Problem } from './problem.mjs'

/** The root folder of the clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What set-up finds out and stages; git ignores it, and it may be deleted at any time. */
export const stateFolder = join(root, '.glassbox')

/** Creates the state folder. Throws a Problem where this user may not write there. */
export function ensureStateFolder() {
  try {
    mkdirSync(stateFolder, { recursive: true })
    accessSync(stateFolder, constants.W_OK)
  } catch (error) {
    throw new Problem(
      `Cannot write to ${stateFolder}: ${reason(error)}`,
      'Give the clone to the user who runs it (chown -R), or clone it again as that user',
    )
  }
}

/** Whether the user's home folder can be written to; npm's cache and browsers want to. */
export function homeIsWritable() {
  try {
    accessSync(homedir(), constants.W_OK)
    return true
  } catch {
    // Not an error: the caller then names another folder.
    return false
  }
}

/**
 * The words of anything that was thrown.
 * @param {unknown} error
 */
export function reason(error) {
  return error instanceof Error ? error.message : String(error)
}
