/** Step five: the container image, where a Docker engine answers. */
import { join } from 'node:path'
import { run } from './command.mjs'
import { dockerEngine } from './docker-engine.mjs'
import { projectNode } from './node.mjs'
import { root } from './paths.mjs'
import { Problem } from './problem.mjs'
import { say } from './progress.mjs'

/** @returns {Promise<string>} what the last line of set-up says about containers */
export async function ensureContainerImage() {
  const engine = await dockerEngine()
  if (!engine.available) {
    if (process.env.GLASSBOX_REQUIRE === 'containers') {
      throw new Problem(
        `GLASSBOX_REQUIRE=containers is set, but no Docker engine answers at ${engine.where}: ${engine.why}`,
        'Start one (dockerd), set DOCKER_HOST, or unset GLASSBOX_REQUIRE',
      )
    }
    say(`no Docker engine answers at ${engine.where} (${engine.why}): runs use the world processes`)
    return 'no containers'
  }
  const script = join(root, 'harness/world/containers/build-image.ts')
  const built = await run(projectNode(), [script], {
    cwd: root,
    limitMs: 1_200_000,
    onLine: (line) => {
      if (line.startsWith('image: ')) say(line)
    },
  })
  if (built.code !== 0) {
    throw new Problem(
      `Could not build the container image: ${built.tail}`,
      'Mend that, or set DOCKER_HOST to an address without an engine to run without containers',
    )
  }
  return `image ${built.stdout.trim().split('\n').at(-1)}`
}
