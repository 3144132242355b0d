import { expect, test, vi } from 'vitest'
import { WorkerRegistry } from './worker-registry.ts'

const registration = {
  worker_id: 'worker-1',
  host: '127.0.0.1',
  port: 0,
  version: '0.1.0',
  capabilities: ['douyin'],
  max_accounts: 10,
}

test('a late disconnect of an old connection does not evict the new one', () => {
  const registry = new WorkerRegistry()
  const [old, fresh] = [{ id: 'old' }, { id: 'fresh' }]
  registry.register(old, registration)
  registry.register(fresh, registration)
  expect(registry.disconnect(old)).toBeUndefined()
  expect(registry.get('worker-1')).toMatchObject({ status: 'online', link: fresh })
  expect(registry.disconnect(fresh)?.workerId).toBe('worker-1')
  expect(registry.get('worker-1')?.status).toBe('offline')
})

test('a worker that does not beat goes offline once, and stays known', () => {
  vi.useFakeTimers({ now: 0 })
  try {
    const registry = new WorkerRegistry()
    registry.register({ id: 'a' }, registration)
    vi.setSystemTime(30_000)
    expect(registry.expire(30_000)).toEqual([])
    vi.setSystemTime(30_001)
    expect(registry.expire(30_000).map(({ workerId }) => workerId)).toEqual(['worker-1'])
    expect(registry.expire(30_000)).toEqual([])
    expect(registry.online()).toEqual([])
    expect(registry.all()).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})
