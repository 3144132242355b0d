/**
 * Brings a clone to the point where everything runs: dependencies, Node, Chromium, report viewer
 * and, where a Docker engine answers, the container image. `npm start` and `npm test` call it
 * first. It has no dependency, runs on any Node from 18 on, and does nothing twice.
 *
 * Exit code 0, or 3 after one sentence with the cause and the cure.
 */
import { ensureDependencies } from './dependencies.mjs'
import { ensureContainerImage } from './image.mjs'
import { ensureChromium } from './install-chromium.mjs'
import { ensureNode } from './node.mjs'
import { ensureStateFolder, reason } from './paths.mjs'
import { Problem } from './problem.mjs'
import { elapsed, say } from './progress.mjs'
import { ensureViewer } from './viewer.mjs'

// Leaving through exit() lets the steps remove what they put into the temporary folder.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))
}

try {
  ensureStateFolder()
  await ensureDependencies()
  const node = await ensureNode()
  const chromium = await ensureChromium()
  await ensureViewer()
  const containers = await ensureContainerImage()
  say(`ready in ${elapsed()} (Node ${node}, Chromium ${chromium.version}, ${containers})`)
} catch (error) {
  const text = error instanceof Problem ? error.message : `Something unexpected: ${reason(error)}.`
  process.stderr.write(`set-up failed: ${text}\n`)
  if (process.env.GLASSBOX_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exitCode = 3
}
