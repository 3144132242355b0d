import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { findChromium } from '../../setup/chromium.mjs'
import type { TestEntry } from './test-recording.ts'
import { startTestReplay } from './test-replay.ts'

const html = `<!doctype html><title>loading</title><link rel="icon" href="data:,"><script>
const { serviceWorker } = navigator
const controlled = new Promise((resolve) => { serviceWorker.oncontrollerchange = resolve })
const socketSays = async (url, message) => {
  const socket = new WebSocket(url, ['v2'])
  socket.binaryType = 'arraybuffer'
  const heard = []
  await new Promise((resolve) => {
    socket.onopen = () => socket.send(message)
    socket.onmessage = ({ data }) => {
      heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)].join())
      if (heard.length === 2) resolve()
    }
  })
  return [socket.protocol, ...heard].join(' ')
}
const run = async () => {
  await serviceWorker.register('/worker.js')
  await controlled
  const told = [
    await (await fetch('/api/page')).text(),
    await socketSays('wss://pages.test/live', JSON.stringify({ cmd: 'sub', ts: Date.now() })),
    await socketSays('ws://localhost/live', 'hello'),
  ]
  document.title = told.join(' | ')
}
run().catch((error) => { document.title = 'failed: ' + error })
</script>`

/** Answers /api/page by asking for another address, which only it asks. */
const worker = `
oninstall = () => skipWaiting()
onactivate = (event) => event.waitUntil(clients.claim())
onfetch = (event) => {
  if (new URL(event.request.url).pathname !== '/api/page') return
  event.respondWith(fetch('/api/worker').then(async (answer) => new Response('worker: ' + await answer.text())))
}`

const frames = [
  { type: 'send', atMs: 1, text: '{"cmd":"sub","ts":1764000000000}' },
  { type: 'receive', atMs: 2, text: 'a comment' },
  { type: 'receive', atMs: 3, base64: 'AP/+' },
] as const

const recorded: readonly TestEntry[] = [
  { url: 'https://pages.test/live-page', document: true, mimeType: 'text/html', text: html },
  { url: 'https://pages.test/worker.js', mimeType: 'text/javascript', text: worker },
  { url: 'https://pages.test/api/worker', text: 'told' },
  { url: 'wss://pages.test/live', headers: [['sec-websocket-protocol', 'v2']], frames },
  {
    url: 'ws://localhost/live',
    frames: [
      { type: 'receive', atMs: 1, text: 'plain' },
      { type: 'send', atMs: 2, text: 'hello' },
      { type: 'receive', atMs: 3, text: 'hello to you' },
    ],
  },
]

test('a page has its service worker and its websockets, secure and plain, as live', async () => {
  await using test = await startTestReplay(recorded)
  const { executablePath, args } = findChromium()
  await using browser = await chromium.launch({
    executablePath,
    args: [...args, ...test.replay.chromiumArgs],
    proxy: { server: test.replay.url, username: 'acc-1', password: 's3cret' },
  })
  const page = await browser.newPage()
  await page.goto('https://pages.test/live-page')
  await page.waitForFunction(() => document.title !== 'loading', undefined, { timeout: 10_000 })
  expect(await page.title()).toBe('worker: told | v2 a comment 0,255,254 | v2 plain hello to you')
  const told = test.entries.map(({ kind, accountId, url }) => `${kind} ${accountId} ${url}`)
  expect(told.sort()).toEqual(recorded.map(({ url }) => `served acc-1 ${url}`).sort())
})
