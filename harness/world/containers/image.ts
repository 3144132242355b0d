import { createHash } from 'node:crypto'
import { cpSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesBelow } from '../../../setup/digest.mjs'
import { ensureStateFolder, root } from '../../../setup/paths.mjs'
import { Problem } from '../../../setup/problem.mjs'
import { debianSources } from './debian-sources.ts'
import { type Dockerode, hasImage } from './engine.ts'
import { dependenciesDigest, dockerfile, imageDigest, systemFiles } from './image-sources.ts'

/** Tells our images from others, and the images of this clone from those of another one. */
const cloneLabel = 'glassbox.clone'
const cloneId = createHash('sha256').update(root).digest('hex').slice(0, 12)
const labels = { [cloneLabel]: cloneId }

export interface ImageOptions {
  /** Called with one line for everything that takes time. */
  progress?: (line: string) => void
}

/** The name of the image that fits the sources as they are now, whether or not it exists. */
export function imageTag(): string {
  return `glassbox:${imageDigest().slice(0, 16)}`
}

/**
 * Builds the image for Master and Worker unless the engine has it already. Resolves with its tag.
 * Rejects with a sentence where no engine answers or the build fails.
 */
export async function ensureImage({
  progress = () => undefined,
}: ImageOptions = {}): Promise<string> {
  const tag = imageTag()
  if (await hasImage(tag)) return tag
  // Loaded only when there is something to build: it brings testcontainers along.
  const { dockerode } = await import('./client.ts')
  const engine = await dockerode()
  ensureStateFolder()
  const dependencies = await ensureDependencies(engine, progress)
  await buildSystem(engine, tag, dependencies, progress)
  await removeOlderImages(engine, [tag, dependencies], progress)
  return tag
}

type Progress = (line: string) => void

/** The stage that takes minutes: Debian's packages, Node and node_modules. Resolves with its tag. */
async function ensureDependencies(engine: Dockerode, progress: Progress): Promise<string> {
  const { Arch } = await engine.version()
  const architecture = nodeArchitecture(Arch)
  const { stage } = readDockerfile()
  const digest = createHash('sha256')
    .update(`${dependenciesDigest()} ${Arch} ${stage}`)
    .digest('hex')
  const tag = `glassbox-dependencies:${digest.slice(0, 16)}`
  if (await hasImage(tag)) return tag
  const { ensureBase } = await import('./base-image.ts')
  const { build } = await import('./build.ts')
  const { stageProductionModules } = await import('./production-modules.ts')
  const base = await ensureBase({ engine, architecture: Arch, progress })
  progress('staging the production dependencies')
  const modules = await stageProductionModules(dependenciesDigest(), architecture)
  progress(`building ${tag} on ${base}`)
  const fill = (folder: string) => {
    linkFiles(modules, folder)
    writeFileSync(join(folder, 'Dockerfile'), stage)
    const description = { name: 'glassbox-system', private: true, type: 'module' }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`)
  }
  const args = { BASE: base, APT_SOURCES: debianSources().join('\\n') }
  await build(engine, { tag, fill, arguments: args, labels, progress })
  return tag
}

/** The last stage, on top of the other's image: a second. */
async function buildSystem(
  engine: Dockerode,
  tag: string,
  dependencies: string,
  progress: Progress,
): Promise<void> {
  const { build } = await import('./build.ts')
  const { lastStage } = readDockerfile()
  progress(`building ${tag}`)
  const fill = (folder: string) => {
    for (const file of systemFiles()) cpSync(file, join(folder, relative(root, file)))
    const text = lastStage.replace(/^FROM dependencies$/m, `FROM ${dependencies}`)
    writeFileSync(join(folder, 'Dockerfile'), text)
  }
  await build(engine, { tag, fill, labels, progress })
}

/**
 * The Dockerfile cut before its second stage. The engine's classic builder would build the first
 * stage again for every change of the second, and want its 210 MB of context for it.
 */
function readDockerfile(): { stage: string; lastStage: string } {
  const text = readFileSync(dockerfile, 'utf8')
  const cut = text.indexOf('\nFROM dependencies\n') + 1
  if (cut === 0) throw new Error(`${dockerfile} has no stage "FROM dependencies".`)
  return { stage: text.slice(0, cut), lastStage: text.slice(cut) }
}

/** Links what is large and never changes, instead of copying it. */
function linkFiles(from: string, to: string): void {
  for (const file of filesBelow(from)) {
    const target = join(to, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    linkSync(file, target)
  }
}

function nodeArchitecture(engineArchitecture: string): 'x64' | 'arm64' {
  if (engineArchitecture === 'amd64') return 'x64'
  if (engineArchitecture === 'arm64') return 'arm64'
  throw new Problem(
    `The Docker engine runs on ${engineArchitecture}, for which npm has no Node binary`,
    'Use an engine on amd64 or arm64',
  )
}

/** Images of this clone's earlier sources; one that a container still uses stays. */
async function removeOlderImages(
  engine: Dockerode,
  current: readonly string[],
  progress: Progress,
): Promise<void> {
  const ours = await engine.listImages({ filters: { label: [`${cloneLabel}=${cloneId}`] } })
  const older = ours.filter((image) => !image.RepoTags?.some((tag) => current.includes(tag)))
  for (const image of older) {
    try {
      await engine.getImage(image.Id).remove()
    } catch (error) {
      progress(`kept the older image ${image.Id.slice(7, 19)}: ${String(error)}`)
    }
  }
}
