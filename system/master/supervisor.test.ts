import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { testHost } from '../shared/testing/test-host.ts'
import { testTelemetry } from '../shared/testing/test-telemetry.ts'
import { masterConfig } from './config.ts'
import { Supervisor } from './supervisor.ts'

const leavesWhenAsked = `
process.on('SIGTERM', () => process.exit(0))
console.log(JSON.stringify({ pid: process.pid, env: process.env, options: process.execArgv }))
setInterval(() => {}, 1000)`

async function supervised(
  script: string,
  options: { env?: Record<string, string>; limits?: object } = {},
) {
  const host = await testHost({
    env: { PATH: '/bin', SECRET: 'of Master', OTEL_BSP_SCHEDULE_DELAY: '5', ...options.env },
  })
  const file = join(host.dataDir, 'worker.mjs')
  writeFileSync(file, script)
  const worker = { worker_id: 'worker-1', env: { MINE: '1' }, node_options: ['--no-deprecation'] }
  const config = masterConfig({
    env: { MASTER_CONFIG: 'x' },
    readText: () =>
      JSON.stringify({ workers: [worker], restartDelayMs: 10, maxRestarts: 2, ...options.limits }),
  })
  const telemetry = testTelemetry()
  const supervisor = new Supervisor({
    config,
    host,
    log: telemetry.log,
    port: 4242,
    workerToken: 'worker-token',
    script: file,
  })
  const process = supervisor.process('worker-1')
  if (process === undefined) throw new Error('There is no process worker-1.')
  return {
    host,
    telemetry,
    supervisor,
    process,
    firstLine: () => vi.waitFor(() => firstRecord(process.logs.tail('stdout', 1)), 5000),
    async [Symbol.asyncDispose]() {
      await supervisor.stopAll()
      host[Symbol.dispose]()
    },
  }
}

function firstRecord(lines: readonly string[]): {
  pid: number
  env: Record<string, string>
  options: string[]
} {
  const [line] = lines
  if (line === undefined) throw new Error('There is no line yet.')
  return JSON.parse(line.slice(line.indexOf('{')))
}

test('a worker gets what it needs of the environment and no more', async () => {
  await using sut = await supervised(leavesWhenAsked)
  sut.supervisor.startAll()
  const { env, options } = await sut.firstLine()
  expect(env).toEqual({
    PATH: '/bin',
    OTEL_BSP_SCHEDULE_DELAY: '5',
    MINE: '1',
    WORKER_ID: 'worker-1',
    MASTER_HOST: '127.0.0.1',
    MASTER_PORT: '4242',
    WORKER_TOKEN: 'worker-token',
    DATA_DIR: join(sut.host.dataDir, 'workers', 'worker-1'),
  })
  expect(options).toEqual(['--no-deprecation'])
})

test('its output is kept in memory and in a file', async () => {
  await using sut = await supervised(`console.error('a plain line'); ${leavesWhenAsked}`)
  sut.supervisor.startAll()
  await sut.firstLine()
  await vi.waitFor(() => expect(sut.process.logs.tail('stderr', 5)).toHaveLength(1), 5000)
  expect(sut.process.logs.tail('stderr', 5)[0]).toMatch(/^\d{4}-.*Z a plain line$/)
  expect(sut.host.files.read('logs/worker-1-stderr.log')).toContain('a plain line')
  expect(sut.telemetry.logs.some(({ text }) => text === 'a plain line')).toBe(true)
})

test('a restart ends the old process before it starts a new one', async () => {
  await using sut = await supervised(leavesWhenAsked)
  sut.supervisor.startAll()
  const before = await sut.firstLine()
  await sut.process.restart()
  expect(isAlive(before.pid)).toBe(false)
  await vi.waitFor(() => {
    expect(firstRecord(sut.process.logs.tail('stdout', 1)).pid).not.toBe(before.pid)
  }, 5000)
  expect(sut.process.status).toMatchObject({ state: 'running', restartCount: 1 })
})

test('a process that does not leave is killed after the limit', async () => {
  await using sut = await supervised(leavesWhenAsked.replace('process.exit(0)', 'undefined'), {
    limits: { stopTimeoutMs: 50 },
  })
  sut.supervisor.startAll()
  const { pid } = await sut.firstLine()
  await sut.process.stop()
  expect(isAlive(pid)).toBe(false)
  expect(events(sut)).toContain('process.killed')
  expect(sut.process.status.state).toBe('stopped')
})

test('a process that crashes is started again, and given up after the limit', async () => {
  await using sut = await supervised('process.exit(3)')
  sut.supervisor.startAll()
  await vi.waitFor(() => expect(sut.process.status.state).toBe('given up'), 5000)
  // The first start and two more.
  expect(events(sut).filter((event) => event === 'process.started')).toHaveLength(3)
  expect(sut.process.status).toMatchObject({ pid: null, restartCount: 2 })
})

test('a process that ran well for a while has its crashes forgotten', async () => {
  await using sut = await supervised('setTimeout(() => process.exit(3), 100)', {
    limits: { stableAfterMs: 10, maxRestarts: 1 },
  })
  sut.supervisor.startAll()
  await vi.waitFor(() => expect(sut.process.status.restartCount).toBeGreaterThan(2), 5000)
  expect(sut.process.status.state).not.toBe('given up')
})

test('a process that was killed from outside is started again, one that left is not', async () => {
  await using sut = await supervised(leavesWhenAsked)
  sut.supervisor.startAll()
  const { pid } = await sut.firstLine()
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(sut.process.status.restartCount).toBe(1), 5000)
  const again = await vi.waitFor(() => {
    const record = firstRecord(sut.process.logs.tail('stdout', 1))
    expect(record.pid).not.toBe(pid)
    return record
  }, 5000)
  process.kill(again.pid, 'SIGTERM')
  await vi.waitFor(() => expect(sut.process.status.state).toBe('stopped'), 5000)
})

function events(sut: { telemetry: ReturnType<typeof testTelemetry> }): string[] {
  return sut.telemetry.logs.map(({ fields }) => fields.event)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process.
    return false
  }
}
