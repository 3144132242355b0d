import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { npm } from '../../../setup/npm.mjs'
import { root, stateFolder } from '../../../setup/paths.mjs'
import { Problem } from '../../../setup/problem.mjs'

/** Node's name for the architecture of the engine. */
export type Architecture = 'x64' | 'arm64'

/**
 * Stages what the image needs from npm: `node_modules/` without development dependencies and
 * `bin/node`, both for Linux on the engine's architecture. Cached by the fingerprint of the lock
 * file. Resolves with the folder.
 */
export async function stageProductionModules(
  digest: string,
  architecture: Architecture,
): Promise<string> {
  const folder = join(stateFolder, `image-modules-${architecture}-${digest.slice(0, 12)}`)
  if (existsSync(folder)) return folder
  const staging = mkdtempSync(join(stateFolder, 'image-modules-new-'))
  const removeStaging = () => rmSync(staging, { recursive: true, force: true })
  process.once('exit', removeStaging)
  try {
    await installInto(staging, architecture)
    keepWhatTheImageNeeds(staging, architecture)
    for (const old of foldersOfOtherLocks(folder)) rmSync(old, { recursive: true, force: true })
    // Another process may have been quicker; its folder holds the same.
    if (!existsSync(folder)) renameSync(staging, folder)
    return folder
  } finally {
    removeStaging()
    process.off('exit', removeStaging)
  }
}

async function installInto(folder: string, architecture: Architecture): Promise<void> {
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, name), join(folder, name))
  }
  const platform = ['--os=linux', `--cpu=${architecture}`, '--libc=glibc']
  const result = await npm(['ci', '--omit=dev', '--prefer-offline', ...platform], folder)
  if (result.code === 0) return
  throw new Problem(
    `Could not stage the image's dependencies: npm ci ended with code ${result.code}: ${result.words}`,
    'Check that the npm registry can be reached (npm ping)',
  )
}

function keepWhatTheImageNeeds(folder: string, architecture: Architecture): void {
  const modules = join(folder, 'node_modules')
  const nodePackage = join(modules, `node-linux-${architecture}`)
  mkdirSync(join(folder, 'bin'))
  renameSync(join(nodePackage, 'bin/node'), join(folder, 'bin/node'))
  const surplus = [nodePackage, join(modules, '.bin'), join(modules, '.package-lock.json')]
  const forNpm = ['package.json', 'package-lock.json'].map((name) => join(folder, name))
  for (const path of [...surplus, ...forNpm]) rmSync(path, { recursive: true, force: true })
}

function foldersOfOtherLocks(folder: string): string[] {
  const prefix = basename(folder).replace(/[0-9a-f]+$/, '')
  const names = readdirSync(stateFolder).filter((name) => name.startsWith(prefix))
  return names.map((name) => join(stateFolder, name)).filter((path) => path !== folder)
}
