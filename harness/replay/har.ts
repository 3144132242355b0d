/** Writes recorded traffic as HAR 1.2, in a form that `git diff` shows well. */

/** One request and its answer as the recorder saw them, body decoded. */
export interface Captured {
  readonly episode: number
  /** Of several: the key of the account that was answered this. */
  readonly account?: string | undefined
  readonly method: string
  /** Without volatile parameters. */
  readonly url: URL
  readonly resourceType: string
  readonly requestBody: Buffer | undefined
  readonly status: number
  readonly statusText: string
  readonly headers: readonly { name: string; value: string }[]
  readonly body: Buffer
  readonly startedAtMs: number
  readonly waitMs: number
  readonly receiveMs: number
}

/** What a body looks like inside the HAR: text, base64, or the name of a file. */
export type HarBody = { text: string; encoding?: 'base64' } | { _file: string } | object

export function mimeTypeOf(captured: Captured): string {
  const header = captured.headers.find(({ name }) => name.toLowerCase() === 'content-type')
  return header?.value ?? ''
}

/** The body as text where that loses nothing, else as base64. */
export function inlineBody(body: Buffer): HarBody {
  const text = body.toString('utf8')
  if (Buffer.from(text, 'utf8').equals(body)) return { text }
  return { text: body.toString('base64'), encoding: 'base64' }
}

/** The whole HAR as text. `bodies` has one element for each exchange. */
export function formatHar(exchanges: readonly Captured[], bodies: readonly HarBody[]): string {
  const log = {
    version: '1.2',
    creator: { name: 'glassbox', version: '1' },
    entries: exchanges.map((captured, place) => entryOf(captured, bodies[place] ?? {})),
  }
  return `${joinPairs(JSON.stringify({ log }, null, 2))}\n`
}

/** Puts each name-value pair on one line. */
function joinPairs(json: string): string {
  return json.replace(
    /\{\n\s+("name": "(?:[^"\\]|\\.)*"),\n\s+("value": "(?:[^"\\]|\\.)*")\n\s+\}/g,
    '{ $1, $2 }',
  )
}

function entryOf(captured: Captured, body: HarBody) {
  const { episode, method, url, requestBody, waitMs, receiveMs } = captured
  return {
    _episode: episode,
    _resourceType: captured.resourceType,
    ...(captured.account !== undefined && { _account: captured.account }),
    startedDateTime: new Date(captured.startedAtMs).toISOString(),
    time: waitMs + receiveMs,
    request: {
      method,
      url: url.href,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      headersSize: -1,
      bodySize: requestBody?.length ?? 0,
      ...(requestBody && { postData: postDataOf(requestBody) }),
    },
    response: {
      status: captured.status,
      statusText: captured.statusText,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: captured.headers,
      content: { size: captured.body.length, mimeType: mimeTypeOf(captured), ...body },
      redirectURL: captured.headers.find(({ name }) => name === 'location')?.value ?? '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: waitMs, receive: receiveMs },
  }
}

function postDataOf(body: Buffer) {
  const text = body.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(body)
  return isText
    ? { mimeType: '', text }
    : { mimeType: '', text: body.toString('base64'), _encoding: 'base64' }
}
