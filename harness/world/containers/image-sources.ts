import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, filesBelow } from '../../../setup/digest.mjs'
import { root } from '../../../setup/paths.mjs'

export const systemFolder = join(root, 'system')
export const dockerfile = join(systemFolder, 'Dockerfile')

/** The files of `system/` that go into the image: no tests, nothing that was bundled. */
export function systemFiles(): string[] {
  return filesBelow(
    systemFolder,
    (path) => !/\.test\.tsx?$|[\\/](dist|testing)$|Dockerfile$/.test(path),
  )
}

/** A fingerprint of the production dependencies, as package.json and its lock name them. */
export function dependenciesDigest(): string {
  const { dependencies, optionalDependencies } = readJson('package.json')
  const locked = Object.entries(readJson('package-lock.json').packages ?? {})
  const production = locked.filter(([path, entry]) => path !== '' && !entry.dev)
  const text = JSON.stringify({ dependencies, optionalDependencies, production })
  return createHash('sha256').update(text).digest('hex')
}

/** A fingerprint of all that the image is made of; a different image has a different one. */
export function imageDigest(): string {
  const hash = createHash('sha256').update(dependenciesDigest())
  return hash.update(digestOf([dockerfile, ...systemFiles()], root)).digest('hex')
}

interface PackageFile {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  packages?: Record<string, { dev?: boolean }>
}

function readJson(name: string): PackageFile {
  return JSON.parse(readFileSync(join(root, name), 'utf8'))
}
