/** Spools for tests. */
import type { Captured } from '../captured.ts'

/** When all test recordings are made. */
export const startedAtMs = 1_764_000_000_000

export const testHead = {
  folder: '/nowhere/sample',
  name: 'sample',
  description: 'Made for a test.',
  startUrl: 'https://pages.test/home',
  timeZone: 'Asia/Shanghai',
  locale: 'zh-CN',
  startedAtMs,
  isScrubbed: false,
}

/** An answer to a page's script, changed as asked. */
export function captured(changes: Partial<Captured> & { path?: string }): Captured {
  const { path = '/api', ...rest } = changes
  return {
    sequence: 1,
    episode: 1,
    account: undefined,
    method: 'GET',
    url: new URL(path, 'https://pages.test'),
    resourceType: 'fetch',
    isServiceWorkers: false,
    fromServiceWorker: false,
    requestBody: undefined,
    status: 200,
    statusText: 'OK',
    headers: [{ name: 'content-type', value: 'application/json' }],
    body: Buffer.from('{}'),
    startedAtMs,
    waitMs: 3,
    receiveMs: 2,
    frames: undefined,
    ...rest,
  }
}

/** The page that test recordings begin with. */
export const home = captured({
  path: '/home',
  resourceType: 'document',
  headers: [{ name: 'content-type', value: 'text/html' }],
  body: Buffer.from('<p>home'),
})
