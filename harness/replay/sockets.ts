/** Websockets of pages, answered from the recording: frame-player.ts says what comes when. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { FramePlayer } from './frame-player.ts'
import { asRecorded } from './given-answer.ts'
import type { Pace } from './pace.ts'
import type { Playback } from './playback.ts'
import type { Exchange, Frame } from './recording.ts'
import type { Asked, ReplayEntries } from './replay-entries.ts'
import { stableUrl } from './request-key.ts'
import { nearestFrame } from './same-frame.ts'
import { wallNowMs } from './wall-now.ts'

export interface SocketsOptions {
  readonly playback: Playback
  readonly entries: ReplayEntries
  readonly pace: Pace
  onEntry(entry: ServedEntry | UnservedEntry): void
  /** What is to be done with a socket that was not recorded. */
  refuse(asked: Asked, socket: Duplex): void
}

export interface Sockets extends Disposable {
  /**
   * Answers a request to become a websocket.
   *
   * @param asked its address begins with ws:// or wss://
   */
  open(asked: Asked, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  /** Tells all sockets of an account that its episode may have moved on. */
  moveOn(accountId: string): void
}

const maxMessageBytes = 1024 * 1024
/** A client that goes on sending what was not recorded is cut off after so many messages. */
const maxUnrecorded = 1000
/** Of RFC 6455: the other side did what is not allowed. */
const policyViolation = 1008

export function makeSockets(options: SocketsOptions): Sockets {
  const { playback, entries, onEntry, refuse } = options
  const recorded = new WeakMap<IncomingMessage, Exchange>()
  const server = lazily(async () => {
    // Not before it is needed: a simulation in this process must be first to load it.
    const { WebSocketServer } = await import('ws')
    return new WebSocketServer({
      noServer: true,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      handleProtocols: (offered, request) => protocolOf(recorded.get(request), offered),
    })
  })
  const open = new Map<WebSocket, { accountId: string; player: FramePlayer }>()

  function connect(asked: Asked, exchange: Exchange, client: WebSocket): void {
    const { accountId } = asked
    onEntry(entries.served(wallNowMs(), asked, asRecorded(exchange)))
    const player = playTo(client, asked, exchange, options)
    open.set(client, { accountId, player })
    client.on('close', () => {
      open.delete(client)
      player.close()
    })
  }

  return {
    async open(asked, request, socket, head) {
      const url = URL.parse(asked.address)
      const exchange = url === null ? undefined : playback.next(asked.accountId, 'GET', url)
      if (url === null || exchange?.frames === undefined) return refuse(asked, socket)
      recorded.set(request, exchange)
      const told = { ...asked, address: stableUrl(url) }
      const handshake = await server()
      handshake.handleUpgrade(request, socket, head, (client) => connect(told, exchange, client))
    },
    moveOn(accountId) {
      for (const one of open.values()) if (one.accountId === accountId) one.player.moveOn()
    },
    [Symbol.dispose]() {
      for (const client of open.keys()) client.terminate()
    },
  }
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function playTo(
  client: WebSocket,
  asked: Asked,
  { frames = [] }: Exchange,
  { playback, entries, pace, onEntry }: SocketsOptions,
): FramePlayer {
  const sent = frames.filter(({ direction }) => direction === 'sent')
  let unrecorded = 0
  const player = new FramePlayer({
    frames,
    pace,
    episode: () => playback.episodeOf(asked.accountId),
    send: (frame) => sendFrame(client, frame),
    onUnrecorded(frame) {
      unrecorded += 1
      if (unrecorded > maxUnrecorded) return client.close(policyViolation)
      onEntry(entries.unservedFrame(wallNowMs(), asked, frame, nearestFrame(frame, sent)))
    },
  })
  client.on('message', (data: RawData, isBinary: boolean) => {
    // One after the other, so that nothing piles up while an answer waits for its time.
    client.pause()
    player.hear({ data: bytesOf(data), isBinary }).then(() => client.resume())
  })
  // What breaks the protocol or its bounds ends the socket; ws itself does, and says why.
  client.on('error', () => client.terminate())
  void player.play()
  return player
}

/** Resolves once the frame was handed to the network, or cannot be any more. */
function sendFrame(client: WebSocket, { data, isBinary }: Frame): Promise<void> {
  return new Promise((resolve) => client.send(data, { binary: isBinary }, () => resolve()))
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/**
 * The subprotocol to agree on: the recorded one, if the client offers it today. Where the recording
 * names none the client's first: a browser that offers some ends a socket that agrees on none, so in
 * the recording one was agreed on.
 */
function protocolOf(exchange: Exchange | undefined, offered: ReadonlySet<string>): string | false {
  const [first = false] = offered
  const [, agreed = first] =
    exchange?.headers.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ?? []
  return agreed !== false && offered.has(agreed) ? agreed : false
}
