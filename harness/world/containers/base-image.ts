import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { aptInstall, canAptInstall } from '../../../setup/apt.mjs'
import { run } from '../../../setup/command.mjs'
import { stateFolder } from '../../../setup/paths.mjs'
import { Problem } from '../../../setup/problem.mjs'
import { reaperImage } from './client.ts'
import { debianSources, release } from './debian-sources.ts'
import { type Dockerode, hasImage } from './engine.ts'
import { pull } from './pull.ts'

const official = `debian:${release}-slim`
const repository = 'glassbox-base'
const ownBase = `${repository}:${release}`

export interface Base {
  image: string
  /** Debian's name for the engine's architecture. */
  architecture: string
  engine: Dockerode
  progress: (line: string) => void
}

/**
 * The image that ours is built on: Debian's official one where the engine has it or can pull it,
 * else one made from Debian's packages with mmdebstrap. Resolves with its name.
 */
export async function ensureBase(base: Omit<Base, 'image'>): Promise<string> {
  for (const name of [official, ownBase]) if (await hasImage(name)) return name
  base.progress(`pulling ${official}`)
  const why = await pull(base.engine, official)
  if (why === undefined) {
    // A registry that has Debian also has the reaper, a safety net more for what runs start.
    await pull(base.engine, reaperImage)
    return official
  }
  base.progress(`${official} is not to be had (${why}); making a base from Debian's packages`)
  await bootstrap(base)
  return ownBase
}

/** Fills a folder with Debian's minimal packages and imports it: 20 s and 120 MB. */
async function bootstrap({ architecture, engine, progress }: Omit<Base, 'image'>): Promise<void> {
  const mmdebstrap = await findMmdebstrap(progress)
  const folder = mkdtempSync(join(stateFolder, 'base-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  try {
    const tar = join(folder, 'base.tar')
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
    const keys = existsSync(keyring) ? [`--keyring=${keyring}`] : []
    const args = ['--variant=minbase', `--architectures=${architecture}`, ...keys, release, tar]
    const made = await run(mmdebstrap, [...args, ...debianSources()], { limitMs: 600_000 })
    if (made.code !== 0) {
      throw new Problem(
        `mmdebstrap could not make a base image from Debian's packages: ${made.tail}`,
        `Pull ${official} by hand, or see that Debian's package servers can be reached`,
      )
    }
    progress('importing the base')
    await text(await engine.importImage(tar, { repo: repository, tag: release }))
    if (!(await hasImage(ownBase))) {
      throw new Problem('The engine did not import the base image', 'See the engine’s own log')
    }
  } finally {
    removeFolder()
    process.off('exit', removeFolder)
  }
}

async function findMmdebstrap(progress: (line: string) => void): Promise<string> {
  const path = '/usr/bin/mmdebstrap'
  if (!existsSync(path) && canAptInstall()) {
    progress('installing mmdebstrap with apt-get')
    await aptInstall(['mmdebstrap', 'debian-archive-keyring'])
  }
  if (existsSync(path)) return path
  throw new Problem(
    `The engine neither has ${official} nor can pull it, and mmdebstrap, which could make a base from Debian's packages, is not installed`,
    `Pull or load ${official} by hand, or install mmdebstrap as root (apt-get install mmdebstrap)`,
  )
}
