/** Fingerprints of files, to see whether something was built from what lies here now. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * Every file below a folder, sorted, so that the order is the same on every machine.
 * @param {string} folder
 * @param {(path: string) => boolean} [keep] is asked for files and folders
 * @returns {string[]}
 */
export function filesBelow(folder, keep = () => true) {
  if (!existsSync(folder)) return []
  if (statSync(folder).isFile()) return [folder]
  const names = readdirSync(folder).sort()
  return names
    .map((name) => join(folder, name))
    .filter(keep)
    .flatMap((path) => filesBelow(path, keep))
}

/**
 * A fingerprint of the names and contents of files, the same wherever the clone lies.
 * @param {readonly string[]} files
 * @param {string} base names are taken relative to this folder
 */
export function digestOf(files, base) {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(file)
    hash.update(`${relative(base, file).split(sep).join('/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
