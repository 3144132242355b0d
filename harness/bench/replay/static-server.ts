/**
 * The floor of a replay: a plain HTTPS server that finds each answer in a map and sends the recorded
 * bytes. It knows no accounts, reads no bodies, tells nobody.
 */
import { once } from 'node:events'
import { createServer } from 'node:https'
import { headersOf } from '../../replay/answer.ts'
import { isBrowserCall } from '../../replay/browser-calls.ts'
import { makeCertificate } from '../../replay/certificate.ts'
import { chromiumArgs } from '../../replay/chromium-args.ts'
import type { Exchange, Recording } from '../../replay/recording.ts'
import { requestKey } from '../../replay/request-key.ts'
import { BenchError } from '../bench.ts'

export interface StaticServer extends AsyncDisposable {
  /** Switches under which Chromium takes it for every recorded host. */
  readonly chromiumArgs: readonly string[]
  /** From now on it serves this episode, from 1. */
  serve(episode: number): void
  /** Throws if a request was made that it had no answer to. */
  requireComplete(): void
}

interface Answer {
  readonly status: number
  readonly headers: string[]
  readonly body: Buffer
}

export async function startStaticServer(recording: Recording): Promise<StaticServer> {
  const { key, cert, spki } = await makeCertificate(recording.manifest.hosts)
  let answers = answersOf(recording, 1)
  const missing = new Set<string>()
  const server = createServer({ key, cert }, (request, response) => {
    const url = new URL(request.url ?? '', `https://${request.headers.host}`)
    const asked = requestKey(request.method ?? '', url)
    const queue = answers.get(asked)
    const answer = queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0]
    if (answer === undefined) {
      if (!isBrowserCall(url)) missing.add(asked)
      response.writeHead(404).end()
      return
    }
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    chromiumArgs: [...chromiumArgs(spki), `--host-resolver-rules=MAP * 127.0.0.1:${port}`],
    serve(episode) {
      answers = answersOf(recording, episode)
    },
    requireComplete() {
      if (missing.size === 0) return
      throw new BenchError(
        `The floor has no answer to ${[...missing].join(', ')}, so it may not be compared.`,
      )
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** By key what an episode answers, in order: its own answers, or the last of an earlier episode. */
function answersOf(recording: Recording, episode: number): Map<string, Answer[]> {
  const known = recording.exchanges.filter((exchange) => exchange.episode <= episode)
  const byKey = Map.groupBy(known, ({ method, url, requestBody }) =>
    requestKey(method, url, requestBody),
  )
  return new Map(
    [...byKey].map(([key, exchanges]) => {
      const own = exchanges.filter((exchange) => exchange.episode === episode)
      return [key, (own.length > 0 ? own : exchanges.slice(-1)).map(answerOf)]
    }),
  )
}

function answerOf(exchange: Exchange): Answer {
  return { status: exchange.status, headers: headersOf(exchange), body: exchange.body }
}
