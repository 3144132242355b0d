import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { canUseContainers } from '../../../setup/require-containers.ts'
import { dockerode } from './client.ts'
import { ensureImage } from './image.ts'

/** Runs a script in the image's Node and gives what it printed. */
async function runInside(image: string, script: string): Promise<unknown> {
  const engine = await dockerode()
  const container = await engine.createContainer({ Image: image, Cmd: ['-e', script] })
  try {
    await container.start()
    await container.wait()
    const output = new PassThrough()
    const logs = await container.logs({ stdout: true, stderr: true, follow: true })
    engine.modem.demuxStream(logs, output, output)
    logs.on('end', () => output.end())
    return JSON.parse(await text(output))
  } finally {
    await container.remove({ force: true })
  }
}

describe.skipIf(!(await canUseContainers()))('the container image', () => {
  test('a second call finds the image and builds nothing', async () => {
    const tag = await ensureImage()
    const lines: string[] = []
    expect(await ensureImage({ progress: (line) => lines.push(line) })).toBe(tag)
    expect(lines).toEqual([])
  })

  test('it holds the system, Node 26 and a Chromium that starts, and no harness; its user is not root', async () => {
    const script = `
      const { execFileSync } = require('node:child_process')
      const { existsSync, readdirSync } = require('node:fs')
      const dom = execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu',
        '--dump-dom', 'data:text/html,<p>from inside'], { stdio: ['ignore', 'pipe', 'ignore'] })
      console.log(JSON.stringify({
        node: process.version, root: process.getuid() === 0, folder: process.cwd(),
        files: readdirSync('.').sort(), master: existsSync('system/master/main.ts'),
        modules: ['socket.io', 'vitest'].map((name) => existsSync('node_modules/' + name)),
        chromium: String(dom).includes('from inside'),
        chinese: String(execFileSync('fc-list', [':lang=zh'])).length > 0,
      }))`
    expect(await runInside(await ensureImage(), script)).toEqual({
      node: expect.stringMatching(/^v26\./),
      root: false,
      folder: '/app',
      files: ['node_modules', 'package.json', 'system'],
      master: true,
      modules: [true, false],
      chromium: true,
      chinese: true,
    })
  })
})
