import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const agent = new URL('./inside/outside-calls.ts', import.meta.url).href

/** Stands for the replay proxy: answers one address, and says who asked for what. */
async function startProxy() {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const [, pair = ''] = (request.headers['proxy-authorization'] ?? '').split(' ')
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    asked.push(`${Buffer.from(pair, 'base64')} ${request.method} ${request.url} ${body}`.trim())
    const isKnown = request.url?.startsWith('https://api.live.test/known')
    if (!isKnown) response.setHeader('proxy-status', 'glassbox; error=destination_unavailable')
    response.writeHead(isKnown ? 200 : 504, { 'x-kept': 'yes' }).end(`told ${body}`.trim())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Runs a program in a process whose outside calls are answered; what it printed comes back. */
async function run(proxy: string, program: string): Promise<unknown> {
  const source = `
    import { answerOutsideCalls } from ${JSON.stringify(agent)}
    const problems = []
    answerOutsideCalls({ proxy: ${JSON.stringify(proxy)}, token: 's3cret' }, 'worker-1', (text) => problems.push(text))
    const { default: http, get } = await import('node:http')
    const { default: https } = await import('node:https')
    const textOf = async (response) => (await Array.fromAsync(response)).join('')
    const asked = (request) => new Promise((resolve, reject) => request.on('response', resolve).on('error', reject))
    const proxy = ${JSON.stringify(proxy)}
    const said = {}
    ${program}
    console.log(JSON.stringify({ ...said, problems }))
    process.exit()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(Buffer.concat(await Array.fromAsync(child.stdout)).toString())
}

test('calls outside are answered from the recording, for the account of the active span', async () => {
  await using proxy = await startProxy()
  const said = await run(
    proxy.url,
    `const { context, trace, ROOT_CONTEXT } = await import('@opentelemetry/api')
    const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks')
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const span = { attributes: { 'hiscrm.account.id': 'acc-2' }, spanContext: () => ({}) }
    said.own = await (await fetch(proxy + '/own')).text()
    const answer = await fetch('https://api.live.test/known', { method: 'POST', body: 'ask' })
    said.fetched = [answer.status, answer.headers.get('x-kept'), await answer.text()]
    said.requested = await textOf(await asked(https.get('https://api.live.test/known?2')))
    await context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
      said.spanned = await (await fetch('https://api.live.test/known?3')).text()
      said.spannedRequest = await textOf(await asked(https.get('https://api.live.test/known?4')))
    })
    said.lacking = await fetch('https://api.live.test/other').catch((error) => error.message)
    said.lackingRequest = await asked(http.get('http://api.live.test/other')).catch((error) => String(error))
    said.ownAgain = await textOf(await asked(get(proxy + '/own')))`,
  )
  expect(said).toMatchObject({
    own: 'told',
    fetched: [200, 'yes', 'told ask'],
    requested: 'told',
    spanned: 'told',
    spannedRequest: 'told',
    lacking: 'fetch failed',
    lackingRequest: 'TypeError: Network error',
    ownAgain: 'told',
    problems: [],
  })
  expect(proxy.asked).toEqual([
    'GET /own',
    'worker-1:s3cret POST https://api.live.test/known ask',
    'worker-1:s3cret GET https://api.live.test/known?2',
    'acc-2:s3cret GET https://api.live.test/known?3',
    'acc-2:s3cret GET https://api.live.test/known?4',
    'worker-1:s3cret GET https://api.live.test/other',
    'worker-1:s3cret GET http://api.live.test/other',
    'GET /own',
  ])
})

test('a connection to the outside that is no HTTP call is refused and told', async () => {
  await using proxy = await startProxy()
  const said = await run(
    proxy.url,
    `const { connect } = await import('node:net')
    const { once } = await import('node:events')
    const { createRequire } = await import('node:module')
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('/msw/'))
    await (await fetch(proxy + '/own')).text()
    said.before = loaded()
    said.codes = []
    for (const port of [25, 26]) {
      const socket = connect(port, '203.0.113.1')
      socket.write('EHLO live.test\\r\\n')
      const [error] = await once(socket, 'error')
      said.codes.push(error.code)
    }`,
  )
  expect(said).toEqual({
    before: false,
    codes: ['ECONNREFUSED', 'ECONNREFUSED'],
    problems: Array(2).fill(expect.stringContaining('A connection to 203.0.113.1 was refused')),
  })
})
