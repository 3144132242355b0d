/** Chromium alone loads the pages of a recording: no worker, no Master, no telemetry. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContextOptions, chromium } from 'playwright-core'
import { findChromium } from '../../../setup/chromium.mjs'
import type { Recording } from '../../replay/recording.ts'
import { startReplay } from '../../replay/replay-proxy.ts'
import type { Truth } from '../../replay/truth.ts'
import { BenchError } from '../bench.ts'
import { startStaticServer } from './static-server.ts'
import { visitAll } from './visit.ts'

interface Source {
  readonly args: readonly string[]
  readonly proxy?: BrowserContextOptions['proxy']
  begin(episode: number): void
}

/** From a local static server. @returns milliseconds of the visits of its first episodes. */
export async function visitStatic(recording: Recording, episodes: number): Promise<number> {
  await using server = await startStaticServer(recording)
  const { chromiumArgs: args, serve: begin } = server
  const ms = await visitEpisodes(recording, episodes, { args, begin })
  server.requireComplete()
  return ms
}

/** The same through the replay proxy. @returns milliseconds of the visits of its first episodes. */
export async function visitReplayed(
  recording: Recording,
  truth: Truth,
  episodes: number,
): Promise<number> {
  const unserved: string[] = []
  await using replay = await startReplay({
    recording,
    truth,
    token: randomUUID(),
    onEntry: (entry) => entry.kind === 'unserved' && unserved.push(entry.url),
  })
  const ms = await visitEpisodes(recording, episodes, {
    args: replay.chromiumArgs,
    proxy: { server: await replay.openPort('acc-1') },
    begin: () => undefined,
  })
  if (unserved.length === 0) return ms
  throw new BenchError(`The recording lacks ${unserved.join(', ')}, so it may not be compared.`)
}

async function visitEpisodes(
  recording: Recording,
  episodes: number,
  source: Source,
): Promise<number> {
  const { origin } = new URL(recording.manifest.startUrl)
  const profile = await mkdtemp(join(tmpdir(), 'glassbox-bench-'))
  const { executablePath, args } = findChromium()
  try {
    await using context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: [...args, ...source.args],
      serviceWorkers: 'block',
      ...(source.proxy && { proxy: source.proxy }),
    })
    let ms = 0
    for (let episode = 1; episode <= episodes; episode++) {
      source.begin(episode)
      const beganMs = performance.now()
      const page = await context.newPage()
      await visitAll(page, origin)
      await page.close()
      ms += performance.now() - beganMs
    }
    return ms
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
