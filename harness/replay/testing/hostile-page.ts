/** A page that tries to reach a host in every way a page has, and says so in its title at last. */
import type { TestEntry } from '../test-recording.ts'

export const hostilePage = 'https://pages.test/hostile'

export interface Target {
  /** `host:port` of what answers TCP. */
  readonly authority: string
  readonly udpPort: number
}

/** What a canary or a proxy sees of it: the path of each way that can be told by one. */
export const ways: readonly string[] =
  'beacon events fetch form frame image imported localhost module moved no-cors object ping prefetch refresh style video window worker xhr'.split(
    ' ',
  )

/** @param target by its address, @param named by a name that only a look-up could find */
export function hostileEntries(target: Target, named: string): TestEntry[] {
  return [
    {
      url: hostilePage,
      document: true,
      mimeType: 'text/html',
      text: hostileHtml(target, named),
    },
    { url: 'https://pages.test/worker.js', mimeType: 'text/javascript', text: workerJs(target) },
    { url: 'https://pages.test/moved', status: 302, headers: [['location', at(target, 'moved')]] },
  ]
}

function at({ authority }: Target, way: string): string {
  return `http://${authority}/${way}`
}

function hostileHtml(target: Target, named: string): string {
  const url = (way: string) => JSON.stringify(at(target, way))
  return `<!doctype html><title>trying</title>
<link rel="icon" href="data:,">
<link rel="dns-prefetch" href="//${named}">
<link rel="preconnect" href=${url('preconnect')}>
<link rel="prefetch" href=${url('prefetch')}>
<link rel="stylesheet" href=${url('style')}>
<script type="speculationrules">{"prefetch":[{"source":"list","urls":[${url('speculation')}]}]}</script>
<img src=${url('image')}><video src=${url('video')}></video><object data=${url('object')}></object>
<iframe src=${url('frame')}></iframe>
<iframe srcdoc='<meta http-equiv="refresh" content="0;url=${at(target, 'refresh')}">'></iframe>
<iframe name="form"></iframe>
<form method="post" target="form" action=${url('form')}><input name="a" value="b"></form>
<a id="ping" href="#" ping=${url('ping')}>ping</a>
<script>
const quietly = (attempt) => Promise.race([
  Promise.resolve().then(attempt).catch(() => undefined),
  new Promise((resolve) => setTimeout(resolve, 1000)),
])
const opened = (thing) => new Promise((resolve) => { thing.onopen = thing.onerror = resolve })
const ways = [
  () => fetch(${url('fetch')}),
  () => fetch(${url('no-cors')}, { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' }),
  () => fetch('https://${target.authority}/tls'),
  () => fetch('https://${named}/named'),
  () => fetch('http://localhost:${target.authority.split(':')[1]}/localhost', { mode: 'no-cors' }),
  () => fetch('/moved'),
  () => new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.onloadend = resolve
    request.open('GET', ${url('xhr')})
    request.send()
  }),
  () => navigator.sendBeacon(${url('beacon')}, 'x'),
  () => opened(new WebSocket('ws://${target.authority}/socket')),
  () => opened(new WebSocket('wss://${target.authority}/socket')),
  () => opened(new EventSource(${url('events')})),
  () => new WebTransport('https://127.0.0.1:${target.udpPort}/').ready,
  () => import(${url('module')}),
  () => opened(new Worker('/worker.js')),
  async () => {
    await navigator.serviceWorker.register('/worker.js')
    await navigator.serviceWorker.ready
  },
  async () => {
    const peer = new RTCPeerConnection({ iceServers: [
      { urls: 'stun:127.0.0.1:${target.udpPort}' },
      { urls: 'turn:${target.authority}?transport=tcp', username: 'a', credential: 'b' },
    ] })
    peer.createDataChannel('x')
    await peer.setLocalDescription(await peer.createOffer())
    await new Promise((resolve) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve() })
  },
  () => document.forms[0].submit(),
  () => document.getElementById('ping').click(),
  () => window.open(${url('window')}),
]
Promise.all(ways.map(quietly)).then(() => { document.title = 'tried' })
</script>`
}

function workerJs(target: Target): string {
  return `fetch(${JSON.stringify(at(target, 'worker'))}, { mode: 'no-cors' }).catch(() => undefined)
    .then(() => self.postMessage?.('done'))
try { importScripts(${JSON.stringify(at(target, 'imported'))}) } catch {}`
}
