/** Asks the replay proxy as a browser would, without a browser. */
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Replay } from '../replay-proxy.ts'

export interface Heard {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
  /** `end`: all of it came; `cut`: the connection ended before; `open`: nothing more came for a while. */
  end: 'end' | 'cut' | 'open'
}

/** An answer that tells no length and has nothing more to say for so long is taken to be endless. */
const silenceMs = 60

/** One GET in a tunnel of its own. */
export async function askThrough(
  replay: Replay,
  { accountId, token }: { accountId: string; token: string },
  url: URL,
): Promise<Heard> {
  const credentials = Buffer.from(`${accountId}:${token}`).toString('base64')
  const connect = httpRequest({
    host: '127.0.0.1',
    port: replay.port,
    method: 'CONNECT',
    path: `${url.hostname}:443`,
    headers: { 'proxy-authorization': `Basic ${credentials}` },
    agent: false,
  })
  connect.end()
  const [, socket]: [IncomingMessage, Socket] = await new Promise((resolve, reject) => {
    connect.on('connect', (answer, stream) => resolve([answer, stream]))
    connect.on('error', reject)
  })
  // The certificate is tested with Chromium; here it only must be there.
  const secure = connectTls({ socket, servername: url.hostname, rejectUnauthorized: false })
  await once(secure, 'secureConnect')
  try {
    const request = httpRequest({
      createConnection: () => secure,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host },
    })
    request.end()
    const response: IncomingMessage = await new Promise((resolve, reject) => {
      request.on('response', resolve)
      request.on('error', reject)
    })
    return await hear(response)
  } finally {
    secure.destroy()
  }
}

async function hear(response: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = []
  const end = await new Promise<Heard['end']>((resolve) => {
    const mayEnd = response.headers['content-length'] !== undefined
    const silence = mayEnd ? undefined : setTimeout(() => resolve('open'), silenceMs)
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      silence?.refresh()
    })
    response.on('end', () => resolve('end'))
    response.on('error', () => resolve('cut'))
    response.on('close', () => clearTimeout(silence))
  })
  const { statusCode = 0, headers } = response
  return { status: statusCode, headers, body: Buffer.concat(chunks), end }
}
