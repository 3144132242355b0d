/** Master and Worker together over real sockets, in this one process, without a browser. */
import { EventEmitter } from 'node:events'
import type { BrowserContext } from 'playwright-core'
import { io, type Socket } from 'socket.io-client'
import { expect, test, vi } from 'vitest'
import { startMaster } from './master/master.ts'
import { createMessage } from './shared/protocol/envelope.ts'
import { WORKER_DATA_SYNC, WORKER_HEARTBEAT, WORKER_REGISTER } from './shared/protocol/messages.ts'
import { exampleSync } from './shared/testing/example-items.ts'
import { testHost } from './shared/testing/test-host.ts'
import { startWorker } from './worker/worker.ts'

const workerToken = 'token-of-workers'
const adminToken = 'token-of-admins'
const limit = { timeout: 5000 }

async function runningMaster(config: object = {}) {
  const host = await testHost({
    env: { PORT: '0', MASTER_CONFIG: 'c', WORKER_TOKEN: workerToken, ADMIN_TOKEN: adminToken },
    texts: {
      c: JSON.stringify({
        accounts: [{ id: 'acc-1', platform: 'douyin', account_name: 'A' }],
        ...config,
      }),
    },
  })
  const master = await startMaster(host)
  const ask = async (path: string, options: { method?: string; token?: string } = {}) => {
    const { method = 'GET', token = adminToken } = options
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`http://127.0.0.1:${master.port}${path}`, { method, headers })
    return { status: response.status, body: await response.json() }
  }
  return {
    host,
    master,
    ask,
    url: `http://127.0.0.1:${master.port}`,
    async [Symbol.asyncDispose]() {
      await master.leave('end of the test')
      host[Symbol.dispose]()
    },
  }
}

type RunningMaster = Awaited<ReturnType<typeof runningMaster>>

/** A browser without pages: what it “gets” is what the test says. */
function browserWithoutPages() {
  const browser = Object.assign(new EventEmitter(), {
    newPage: () => Promise.reject(new Error('There are no pages here.')),
    close: async () => undefined,
  })
  // The worker uses these three members of a context only.
  return { browser, context: browser as unknown as BrowserContext }
}

async function runningWorker(url: string, env: Record<string, string> = {}) {
  const { browser, context } = browserWithoutPages()
  const host = await testHost({
    env: {
      WORKER_ID: 'worker-1',
      MASTER_URL: url,
      WORKER_TOKEN: workerToken,
      SNAPSHOT_INTERVAL_MS: '50',
      HEARTBEAT_INTERVAL_MS: '20',
      ...env,
    },
    openBrowser: async () => context,
  })
  const worker = await startWorker(host)
  return {
    host,
    worker,
    comments(...ids: string[]) {
      const comments = ids.map((cid) => ({
        cid,
        aweme_id: '7425115667711188089',
        text: '好',
        user: { uid: '1', nickname: 'n' },
      }))
      browser.emit('response', {
        url: () => 'https://creator.douyin.com/aweme/v1/web/comment/list/select/?aweme_id=1',
        status: () => 200,
        ok: () => true,
        headers: () => ({}),
        text: async () => JSON.stringify({ status_code: 0, comments }),
        request: () => ({ method: () => 'GET' }),
      })
    },
    async [Symbol.asyncDispose]() {
      await worker.leave('end of the test')
      host[Symbol.dispose]()
    },
  }
}

async function connected(url: string, token = workerToken): Promise<Socket & Disposable> {
  const socket = io(`${url}/worker`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    reconnection: false,
  })
  await next(socket, 'connect')
  return Object.assign(socket, { [Symbol.dispose]: () => socket.disconnect() })
}

/** What comes with the next event of a name. */
function next(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...given: unknown[]) => resolve(given)))
}

const ask = (socket: Socket, message: unknown) =>
  socket.timeout(2000).emitWithAck('message', message)

const registration = (worker_id = 'worker-1') =>
  createMessage(WORKER_REGISTER, {
    worker_id,
    host: '127.0.0.1',
    port: 0,
    version: '0.1.0',
    capabilities: ['douyin'],
    max_accounts: 10,
  })

async function commentIds(master: RunningMaster): Promise<string[]> {
  const { body } = await master.ask('/api/v1/accounts/acc-1/data')
  return (body.data?.comments ?? []).map((comment: { commentId: string }) => comment.commentId)
}

test('a worker registers, beats and syncs what its browser gets into Master’s store', async () => {
  await using master = await runningMaster()
  await using worker = await runningWorker(master.url)
  await vi.waitFor(() => expect(worker.host.logged('account.started')).toHaveLength(1), limit)
  worker.comments('7424476062625631265', '7424476062625631266')
  await vi.waitFor(async () => {
    expect(await commentIds(master)).toEqual(['7424476062625631265', '7424476062625631266'])
  }, limit)
  const { body } = await master.ask('/api/v1/status')
  expect(body.data).toMatchObject({
    workers: { total: 1, online: 1, offline: 0 },
    dataStore: { totalAccounts: 1, totalComments: 2 },
    dataSync: { accountStats: [{ accountId: 'acc-1' }] },
  })
  // It also counts on when nothing changes.
  const before: number = body.data.dataSync.totalReceived
  await vi.waitFor(async () => {
    const later = await master.ask('/api/v1/status')
    expect(later.body.data.dataSync.totalReceived).toBeGreaterThan(before)
  }, limit)
  expect(master.host.logged('sync.completed')[0]?.message).toBe('✅ Data sync completed')
})

test('Master shows how each account fares as its worker tells it, and that it does not know', async () => {
  await using master = await runningMaster({
    accounts: [
      { id: 'acc-1', platform: 'douyin', account_name: 'A' },
      { id: 'acc-2', platform: 'douyin', account_name: 'B', worker_id: 'other' },
    ],
  })
  const accounts = async () => (await master.ask('/api/v1/status')).body.data.accounts
  const unknown = { health: 'unknown', problems: [], sinceMs: null }
  expect(await accounts()).toEqual([
    { id: 'acc-1', workerId: null, ...unknown },
    { id: 'acc-2', workerId: 'other', ...unknown },
  ])
  await using worker = await runningWorker(master.url)
  await vi.waitFor(async () => {
    expect(await accounts()).toEqual([
      {
        id: 'acc-1',
        workerId: 'worker-1',
        health: 'degraded',
        problems: [
          {
            problem: 'no_answer',
            sinceMs: expect.any(Number),
            message: expect.stringContaining('There are no pages here.'),
          },
        ],
        sinceMs: expect.any(Number),
      },
      { id: 'acc-2', workerId: 'other', ...unknown },
    ])
  }, limit)
  await worker.worker.leave('end of the test')
  await vi.waitFor(async () => expect((await accounts())[0]).toMatchObject(unknown), limit)
})

test('what came last is synced before the worker leaves, with exit code 0', async () => {
  await using master = await runningMaster()
  await using worker = await runningWorker(master.url, { SNAPSHOT_INTERVAL_MS: '60000' })
  await vi.waitFor(() => expect(worker.host.logged('account.started')).toHaveLength(1), limit)
  worker.comments('7424476062625631265')
  worker.host.askToLeave('SIGTERM')
  expect(await worker.host.left).toBe(0)
  expect(await commentIds(master)).toEqual(['7424476062625631265'])
  const { body } = await master.ask('/api/v1/workers')
  expect(body.data[0]).toMatchObject({ worker_id: 'worker-1', status: 'offline' })
})

test('a worker connects, registers and syncs again when Master comes back with an empty store', async () => {
  const first = await runningMaster()
  await using worker = await runningWorker(first.url)
  await vi.waitFor(() => expect(worker.host.logged('account.started')).toHaveLength(1), limit)
  worker.comments('7424476062625631265')
  await vi.waitFor(async () => expect(await commentIds(first)).toHaveLength(1), limit)
  await first[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(worker.host.logged('sync.failed')).not.toHaveLength(0), limit)
  const host = await testHost({
    env: {
      PORT: String(first.master.port),
      MASTER_CONFIG: 'c',
      WORKER_TOKEN: workerToken,
      ADMIN_TOKEN: adminToken,
    },
    texts: {
      c: JSON.stringify({ accounts: [{ id: 'acc-1', platform: 'douyin', account_name: 'A' }] }),
    },
  })
  const second = await startMaster(host)
  try {
    await vi.waitFor(() => expect(host.logged('sync.completed')).not.toHaveLength(0), limit)
    expect(await commentIds({ ...first, master: second })).toEqual(['7424476062625631265'])
  } finally {
    await second.leave('end of the test')
    host[Symbol.dispose]()
  }
})

test('a remote worker that is to be restarted leaves cleanly before Master answers', async () => {
  await using master = await runningMaster()
  await using worker = await runningWorker(master.url)
  await vi.waitFor(() => expect(worker.host.logged('account.started')).toHaveLength(1), limit)
  const { status, body } = await master.ask('/api/v1/workers/worker-1/restart', { method: 'POST' })
  expect({ status, data: body.data }).toEqual({
    status: 202,
    data: { worker_id: 'worker-1', restarted: 'connection' },
  })
  expect(await worker.host.left).toBe(0)
  const again = await master.ask('/api/v1/workers/worker-1/restart', { method: 'POST' })
  expect(again.status).toBe(502)
  expect(again.body.error).toContain('it is not connected')
})

test('a connection without the right token is refused with a sentence', async () => {
  await using master = await runningMaster()
  const socket = io(`${master.url}/worker`, {
    transports: ['websocket'],
    auth: { token: 'wrong' },
    forceNew: true,
    reconnection: false,
  })
  const [error] = await next(socket, 'connect_error')
  socket.disconnect()
  expect(String(error)).toContain('The token is not the right one')
  expect(master.host.logged('worker.refused')).toHaveLength(1)
  expect(JSON.stringify(master.host.printed)).not.toContain(workerToken)
})

test('bad messages are answered and counted, the connection and the store stay', async () => {
  await using master = await runningMaster()
  using socket = await connected(master.url)
  const heartbeat = createMessage(WORKER_HEARTBEAT, {
    worker_id: 'worker-1',
    status: 'online',
    active_tasks: 0,
    memory_usage: 1,
    cpu_usage: 0,
  })
  const error = async (message: unknown) => (await ask(socket, message)).payload.error_message
  expect(await error('garbage')).toBe('Message must be an object')
  expect(await error({ ...heartbeat, type: 'worker:dance' })).toBe(
    'Unknown message type: worker:dance',
  )
  expect(await error({ ...heartbeat, version: 'v2' })).toBe('Unsupported version: v2')
  expect(await error({ ...heartbeat, payload: {} })).toContain('payload.worker_id')
  expect((await ask(socket, heartbeat)).payload.error).toContain('unknown worker')
  expect((await ask(socket, createMessage(WORKER_DATA_SYNC, exampleSync()))).payload).toEqual({
    success: false,
    error: 'This connection has not registered a worker',
  })
  expect(master.host.logged('message.refused')).toHaveLength(4)
  expect(socket.connected).toBe(true)
  const { body } = await master.ask('/api/v1/status')
  expect(body.data).toMatchObject({
    dataStore: { totalAccounts: 0 },
    dataSync: { totalReceived: 0 },
  })
  // A good message after all of them is taken.
  expect((await ask(socket, registration())).payload).toMatchObject({
    success: true,
    assigned_accounts: [{ id: 'acc-1', account_name: 'A', monitor_interval: null, proxy: null }],
  })
  expect((await ask(socket, createMessage(WORKER_DATA_SYNC, exampleSync()))).payload.success).toBe(
    true,
  )
})

test('a sender that passed no callback gets its answer as a message', async () => {
  await using master = await runningMaster()
  using socket = await connected(master.url)
  const answered = next(socket, 'message')
  socket.emit('message', registration('worker-9'))
  const [answer] = await answered
  expect(answer).toMatchObject({ type: 'worker:register:ack', payload: { success: true } })
})

test('a message that is too large ends its connection, and Master says why', async () => {
  await using master = await runningMaster({ maxHttpBufferSize: 5000 })
  using socket = await connected(master.url)
  const closed = next(socket, 'disconnect')
  socket.emit('message', { ...registration(), padding: 'x'.repeat(10_000) })
  await closed
  await vi.waitFor(() => {
    expect(master.host.logged('message.refused')).toEqual([
      expect.objectContaining({
        'hiscrm.message.refusal': 'OVERSIZE',
        message: expect.stringContaining('larger than 5000 bytes'),
      }),
    ])
  }, limit)
})

test('REST needs the admin token, and each mistake is answered with one sentence', async () => {
  await using master = await runningMaster({ workers: [{ worker_id: 'own', auto_start: false }] })
  const health = await fetch(`${master.url}/health`)
  expect(await health.json()).toMatchObject({ status: 'ok' })
  const answers = await Promise.all([
    master.ask('/api/v1/status', { token: 'wrong' }),
    master.ask('/api/v1/nothing'),
    master.ask('/api/v1/accounts/acc-1/data'),
    master.ask('/api/v1/accounts/acc-9/data'),
    master.ask('/api/v1/workers/none/restart', { method: 'POST' }),
    master.ask('/api/v1/workers/none/logs'),
    master.ask('/api/v1/workers/own/logs?tail=many'),
    master.ask('/api/v1/workers/own/logs?tail=5&stream=stderr'),
  ])
  expect(answers.map(({ status, body }) => [status, body.error ?? body.data])).toEqual([
    [401, 'Not allowed: send Authorization: Bearer with Master’s admin token.'],
    [404, 'There is no GET /api/v1/nothing here.'],
    [404, 'Nothing was received for this account yet.'],
    [404, 'There is no such account.'],
    [404, 'There is no such worker.'],
    [404, 'There is no such worker.'],
    [400, expect.stringContaining('Could not read the query: tail')],
    [200, { worker_id: 'own', stream: 'stderr', lines: [] }],
  ])
})
