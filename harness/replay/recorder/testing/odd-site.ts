/** A small site whose pages do everything that is hard to record. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import { maxBodyBytes } from '../../exchange.ts'

export interface OddSite extends AsyncDisposable {
  /** On `localhost`, where service workers may live. */
  readonly origin: string
  /** The same server under another name, so another origin. */
  readonly other: string
  /** Bodies of POST requests, by path. */
  readonly posted: ReadonlyMap<string, Buffer>
}

type Answer = [type: string, body: string | Buffer]

const worker = `
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (pathname === '/from-network') event.respondWith(fetch(event.request))
  if (pathname === '/made-up') event.respondWith(new Response('by the worker'))
})`

const home = `<!doctype html><title>odd</title><script>
async function everything(other) {
  const frame = document.createElement('iframe')
  frame.src = other + '/frame'
  document.body.append(frame)
  await new Promise((loaded) => { frame.onload = loaded })
  await fetch('/redirect?msToken=secret')
  await fetch('/binary')
  await fetch('/empty')
  const form = new FormData()
  form.append('field', 'value')
  form.append('file', new Blob(['\\u0000\\u00ff of a file']), 'file.bin')
  await fetch('/form', { method: 'POST', body: form })
  await fetch('/raw', { method: 'POST', body: new Uint8Array([0, 255, 1]) })
  await fetch(other + '/shared', { headers: { 'x-asked': 'yes' } })
  await fetch('/gone').catch(() => undefined)
  await fetch('/huge').catch(() => undefined)
  navigator.sendBeacon('/beacon', 'left')
  fetch('/endless').then((answer) => answer.text()).catch(() => undefined)
  await talk()
  new Worker('/worker-script')
  await navigator.serviceWorker.register('/service-worker')
  await navigator.serviceWorker.ready
  while (!navigator.serviceWorker.controller) await new Promise((next) => setTimeout(next, 10))
  await fetch('/from-network')
  await fetch('/made-up')
}
function talk() {
  return new Promise((done) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket?token_kind=a&msToken=b', ['odd'])
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => { socket.send('hello'); socket.send(new Uint8Array([0, 255, 2])) }
    let received = 0
    socket.onmessage = () => { received += 1; if (received === 2) socket.close() }
    socket.onclose = done
  })
}
</script>`

const answers: Readonly<Record<string, Answer>> = {
  '/': ['text/html', home],
  '/popup': [
    'text/html',
    '<!doctype html><title>popup</title><script>fetch("/from-popup")</script>',
  ],
  '/empty-page': ['text/html', '<!doctype html><title>empty</title>'],
  '/from-popup': ['application/json', '{}'],
  '/frame': ['text/html', '<!doctype html><script>fetch("/from-frame")</script>'],
  '/from-frame': ['application/json', '{"frame":true}'],
  '/target': ['application/json', '{"target":true}'],
  '/binary': ['application/x-protobuf', Buffer.from([0, 255, 254, 1])],
  '/form': ['application/json', '{"form":true}'],
  '/raw': ['application/json', '{"raw":true}'],
  '/shared': ['application/json', '{"shared":true}'],
  '/beacon': ['text/plain', ''],
  '/worker-script': ['text/javascript', 'fetch("/from-worker")'],
  '/from-worker': ['application/json', '{"worker":true}'],
  '/service-worker': ['text/javascript', worker],
  '/from-network': ['text/plain', 'from the network'],
}

export async function startOddSite(): Promise<OddSite> {
  const posted = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    answer(request, response, posted).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The site has no port.')
  return {
    origin: `http://localhost:${address.port}`,
    other: `http://127.0.0.1:${address.port}`,
    posted,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      sockets.close()
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  posted: Map<string, Buffer>,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (request.method === 'POST') posted.set(pathname, await buffer(request))
  const known = answers[pathname]
  if (known) {
    response.writeHead(200, {
      'content-type': known[0],
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'set-cookie': 'session=s3cret',
      'x-ms-token': 's3cret',
    })
    response.end(known[1])
  } else if (pathname === '/redirect') {
    response.writeHead(302, { location: '/target?keep=1&msToken=s3cret' }).end()
  } else if (pathname === '/empty') {
    response.writeHead(204).end()
  } else if (pathname === '/gone') {
    response.destroy()
  } else if (pathname === '/huge') {
    response.writeHead(200, { 'content-length': maxBodyBytes + 1 })
    response.end(Buffer.alloc(maxBodyBytes + 1))
  } else if (pathname === '/endless') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  } else {
    response.writeHead(404).end()
  }
}
