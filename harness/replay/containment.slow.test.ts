import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { findChromium } from '../../setup/chromium.mjs'
import { chromiumArgs } from './chromium-args.ts'
import type { Replay } from './replay-proxy.ts'
import { startTestReplay } from './test-replay.ts'
import { startCanary } from './testing/canary.ts'
import { hostileEntries, hostilePage, ways } from './testing/hostile-page.ts'

const named = 'canary.test'

/** Opens the hostile page and lets it try everything; what the browser looked up comes back. */
async function visit(replay: Replay, args: readonly string[], bypass?: string): Promise<string[]> {
  const { executablePath, args: needed } = findChromium()
  const folder = await mkdtemp(join(tmpdir(), 'glassbox-netlog-'))
  const log = join(folder, 'net.json')
  try {
    await using browser = await chromium.launch({
      executablePath,
      args: [...needed, ...args, `--log-net-log=${log}`],
      proxy: {
        server: replay.url,
        username: 'acc-1',
        password: 's3cret',
        ...(bypass !== undefined && { bypass }),
      },
    })
    const page = await browser.newPage()
    await page.goto(hostilePage)
    await page.waitForFunction(() => document.title === 'tried', undefined, { timeout: 10_000 })
    await browser.close()
    return lookedUp(await readFile(log, 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface NetLog {
  constants: { logEventTypes: Record<string, number> }
  events: { type: number; params?: { host?: string } }[]
}

/** Where Chromium really asked the machine's resolver. */
function lookedUp(text: string): string[] {
  const { constants, events }: NetLog = JSON.parse(text)
  const job = constants.logEventTypes.HOST_RESOLVER_MANAGER_JOB
  return events.filter(({ type }) => type === job).flatMap(({ params }) => params?.host ?? [])
}

test('a page that tries everything reaches nobody, and each try is reported', async () => {
  await using canary = await startCanary()
  const target = { authority: `127.0.0.1:${canary.tcpPort}`, udpPort: canary.udpPort }
  await using test = await startTestReplay(hostileEntries(target, named))
  const names = await visit(test.replay, test.replay.chromiumArgs)
  expect(canary.reached).toEqual([])
  expect(names).toEqual([])
  const unserved = test.entries.filter(({ kind }) => kind === 'unserved')
  const told = unserved.map(({ url }) => url.replace('localhost', '127.0.0.1'))
  expect(told).toEqual(
    expect.arrayContaining([
      `https://${target.authority}/`,
      `https://${named}/`,
      ...ways.map((way) => `http://${target.authority}/${way}`),
    ]),
  )
  // Chromium's own calls are not the page's.
  expect(told.filter((url) => !/127\.0\.0\.1|canary/.test(url))).toEqual([])
})

test('the same page reaches everything where Chromium is not contained', async () => {
  await using canary = await startCanary()
  const target = { authority: `127.0.0.1:${canary.tcpPort}`, udpPort: canary.udpPort }
  await using test = await startTestReplay(hostileEntries(target, named))
  const bypass = `127.0.0.1,localhost,${named}`
  const names = await visit(test.replay, chromiumArgs(test.replay.spki), bypass)
  expect(canary.reached).toEqual(expect.arrayContaining(['datagram', 'no HTTP', 'socket', ...ways]))
  expect(names).toContain(`https://${named}`)
})
