/** Step four: the report viewer, bundled into one file from its sources. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { digestOf, filesBelow } from './digest.mjs'
import { projectNode } from './node.mjs'
import { root, stateFolder } from './paths.mjs'
import { Problem } from './problem.mjs'
import { step } from './progress.mjs'

const viewer = join(root, 'harness/report/viewer')
const bundle = join(viewer, 'dist/index.html')
const stampFile = join(stateFolder, 'viewer.sha256')

export async function ensureViewer() {
  const digest = sourceDigest()
  if (existsSync(bundle) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) {
    return
  }
  await step('report viewer', 'bundling it with Vite', async () => {
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const config = join(viewer, 'vite.config.ts')
    const args = [vite, 'build', viewer, '--config', config, '--logLevel', 'warn']
    // Vite bundles for development, with paths of this machine, where NODE_ENV asks for it.
    const env = { ...process.env, NODE_ENV: 'production' }
    const result = await run(projectNode(), args, { cwd: root, env, limitMs: 180_000 })
    if (result.code !== 0 || !existsSync(bundle)) {
      throw new Problem(
        `Could not bundle the report viewer: vite ended with code ${result.code}: ${result.tail}`,
        'If you changed harness/report, mend what it says there; otherwise delete node_modules and run this again',
      )
    }
    writeFileSync(stampFile, digest)
  })
}

/** Everything the bundle is made of; the model's types come from the folders beside the viewer. */
function sourceDigest() {
  const isSource = (/** @type {string} */ path) =>
    !path.startsWith(join(viewer, 'dist')) && !/\.test\.tsx?$/.test(path)
  const files = [
    ...filesBelow(join(root, 'harness/report'), isSource),
    ...filesBelow(join(root, 'harness/journal'), isSource),
    join(root, 'package-lock.json'),
  ]
  return digestOf(files, root)
}
