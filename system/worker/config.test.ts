import { expect, test } from 'vitest'
import { workerConfig } from './config.ts'

const needed = { WORKER_ID: 'worker-1', WORKER_TOKEN: 'token-of-worker' }

test('what is not set has its default', () => {
  expect(workerConfig(needed)).toEqual({
    workerId: 'worker-1',
    masterUrl: 'http://localhost:3000',
    workerToken: 'token-of-worker',
    headless: true,
    browserExecutable: undefined,
    browserArgs: [],
    snapshotIntervalMs: 30_000,
    heartbeatIntervalMs: 10_000,
    monitorIntervalMs: 60_000,
    ackTimeoutMs: 10_000,
    navigationTimeoutMs: 30_000,
    roundTimeoutMs: 900_000,
  })
  expect(workerConfig({ ...needed, MASTER_HOST: 'master', MASTER_PORT: '81' }).masterUrl).toBe(
    'http://master:81',
  )
})

test.each([
  [{ WORKER_ID: '' }, 'WORKER_ID='],
  [{ WORKER_ID: '../x' }, 'WORKER_ID=../x'],
  [{ WORKER_TOKEN: '' }, 'WORKER_TOKEN'],
  [{ MASTER_URL: 'ftp://x' }, 'MASTER_URL'],
  [{ MASTER_PORT: '0' }, 'MASTER_PORT=0'],
  [{ HEADLESS: 'maybe' }, 'HEADLESS=maybe'],
  [{ SNAPSHOT_INTERVAL_MS: '-1' }, 'SNAPSHOT_INTERVAL_MS=-1'],
  [{ ACK_TIMEOUT_MS: 'soon' }, 'ACK_TIMEOUT_MS=soon'],
])('%j is refused by name', (env, expected) => {
  expect(() => workerConfig({ ...needed, ...env })).toThrow(expected)
})
