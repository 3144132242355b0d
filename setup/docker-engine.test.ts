import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { dockerEngine } from './docker-engine.mjs'
import { canUseContainers } from './require-containers.ts'

afterEach(() => void vi.unstubAllEnvs())

/** Something that listens where an engine would, and points DOCKER_HOST to it. */
async function fakeEngine(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${address.port}`)
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('an engine that answers a ping is available', async () => {
  await using _engine = await fakeEngine((response) => response.end('OK'))
  expect(await dockerEngine()).toMatchObject({ available: true })
})

test('an engine with an error or with Windows containers is not available, and the answer says why', async () => {
  {
    await using _engine = await fakeEngine((response) => response.writeHead(503).end())
    expect((await dockerEngine()).why).toContain('HTTP status 503')
  }
  await using _engine = await fakeEngine((response) =>
    response.writeHead(200, { OSType: 'windows' }).end('OK'),
  )
  expect((await dockerEngine()).why).toContain('windows containers')
})

test('no engine is found out within 300 ms, with the reason', async () => {
  const gone = join(tmpdir(), 'glassbox-no-such.sock')
  vi.stubEnv('DOCKER_HOST', `unix://${gone}`)
  const began = performance.now()
  expect(await dockerEngine()).toMatchObject({ available: false, why: 'there is no such socket' })
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1')
  expect(await dockerEngine()).toMatchObject({ available: false, why: 'nothing listens there' })
  expect(performance.now() - began).toBeLessThan(300)
  vi.stubEnv('DOCKER_HOST', 'ssh://nobody@nowhere')
  expect((await dockerEngine()).why).toContain('only unix: and tcp:')
  vi.stubEnv('DOCKER_HOST', 'nonsense')
  expect((await dockerEngine()).why).toContain('Invalid URL')
})

test('tests with containers are left out without an engine, and fail where they are required', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(tmpdir(), 'glassbox-no-such.sock')}`)
  vi.stubEnv('GLASSBOX_REQUIRE', undefined)
  expect(await canUseContainers()).toBe(false)
  vi.stubEnv('GLASSBOX_REQUIRE', 'containers')
  await expect(canUseContainers()).rejects.toThrow(/no Docker engine answers at unix:/)
})
