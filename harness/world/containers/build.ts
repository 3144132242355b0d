import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from '../../../setup/paths.mjs'
import { Problem } from '../../../setup/problem.mjs'
import type { Dockerode } from './engine.ts'

export interface BuildRequest {
  /** The name that the image gets. */
  tag: string
  /** Writes the Dockerfile and all it copies into the folder. */
  fill: (folder: string) => void
  arguments?: Record<string, string>
  /** The stage to end with; the last one by default. */
  target?: string
  labels: Record<string, string>
  progress: (line: string) => void
}

/** Has the engine build one image. Rejects with the last words of a step that failed. */
export async function build(engine: Dockerode, request: BuildRequest): Promise<void> {
  const context = mkdtempSync(join(stateFolder, 'image-context-'))
  const removeContext = () => rmSync(context, { recursive: true, force: true })
  process.once('exit', removeContext)
  try {
    request.fill(context)
    const stream = await engine.buildImage(tarOf(context), {
      t: request.tag,
      buildargs: { ...request.arguments, ...proxyArguments() },
      labels: request.labels,
      ...(request.target ? { target: request.target } : {}),
      rm: true,
      forcerm: true,
    })
    await follow(engine, stream, request.progress)
  } finally {
    removeContext()
    process.off('exit', removeContext)
  }
}

/**
 * The context as the engine wants it. dockerode would compress it: 7 s for 210 MB that go through
 * a local socket. A tar that breaks off makes the build fail with the engine's words.
 */
function tarOf(context: string): NodeJS.ReadableStream {
  // macOS would add files of its own.
  const env = { ...process.env, COPYFILE_DISABLE: '1' }
  const args = ['-cf', '-', '-C', context, '.']
  const tar = spawn('tar', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  tar.on('error', (error) => tar.stdout.destroy(error))
  return tar.stdout
}

/** A proxy that this machine needs, the build needs too; engines know these arguments. */
function proxyArguments(): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy']
  const found = names.flatMap((name) => {
    const value = process.env[name] ?? process.env[name.toUpperCase()]
    return value ? [[name, value]] : []
  })
  return Object.fromEntries(found)
}

interface BuildEvent {
  stream?: string
}

async function follow(
  engine: Dockerode,
  stream: NodeJS.ReadableStream,
  progress: (line: string) => void,
): Promise<void> {
  const words: string[] = []
  await new Promise<void>((resolve, reject) => {
    const finished = (error: Error | null) => {
      if (!error) return resolve()
      reject(
        new Problem(
          `The container image could not be built: ${error.message}: ${words.slice(-3).join(' / ')}`,
          'See that Debian’s package servers can be reached from containers, and that the disk has room',
        ),
      )
    }
    engine.modem.followProgress(stream, finished, (event: BuildEvent) => {
      const text = event.stream?.trim()
      if (!text) return
      words.push(text)
      const step = /^Step (\d+\/\d+) : ((RUN|COPY) .{0,40})/.exec(text)
      if (step) progress(`step ${step[1]} ${step[2]}`)
    })
  })
}
