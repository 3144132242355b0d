import { expect, test } from 'vitest'
import { masterConfig } from './config.ts'

function read(config: unknown, env: Record<string, string> = {}) {
  return masterConfig({
    env: { MASTER_CONFIG: 'master.json', ...env },
    readText: () => (typeof config === 'string' ? config : JSON.stringify(config)),
  })
}

test('what is not given has its default, and the environment overrides the file', () => {
  expect(read({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    heartbeatTimeoutMs: 30_000,
    heartbeatCheckMs: 10_000,
    maxHttpBufferSize: 10e6,
  })
  expect(
    read({ port: 1234, adminToken: 'from-file' }, { PORT: '0', ADMIN_TOKEN: 'from-environment' }),
  ).toMatchObject({
    port: 0,
    adminToken: 'from-environment',
  })
})

test.each([
  [{ port: 70_000 }, 'port: '],
  [{ prot: 1 }, 'prot'],
  [{ accounts: [{ id: 'a', platform: 'weibo', account_name: 'A' }] }, 'accounts.0.platform: '],
  [{ workers: [{ worker_id: '../../etc' }] }, 'workers.0.worker_id: has to be 1 to 64'],
  [{ workers: [{ worker_id: 'w' }, { worker_id: 'w' }] }, 'two workers named w'],
  ['{', 'it is not JSON'],
])('the configuration %j is refused by name', (config, expected) => {
  expect(() => read(config)).toThrow(expected)
})

test('a token that is too short is refused without being repeated', () => {
  const refused = () => read({}, { ADMIN_TOKEN: 'abc' })
  expect(refused).toThrow('Could not use ADMIN_TOKEN: it has to have 8 characters or more.')
})
