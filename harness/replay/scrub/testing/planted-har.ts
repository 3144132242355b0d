/** A HAR full of secrets, each in a place of its own, the same for the same seed. */
import type { PrivateKind } from '../private-kind.ts'
import { places, type TestEntry } from './places.ts'
import { randomFrom, secretKinds } from './secrets.ts'

export interface Planted {
  readonly kind: PrivateKind
  readonly field: string
  readonly place: string
  readonly value: string
}

export function plantedHar(seed: number): { har: TestHar; planted: Planted[] } {
  const random = randomFrom(seed)
  const planted: Planted[] = []
  const entries: object[] = []
  for (const { kind, field, draw } of secretKinds) {
    for (const place of places) {
      // A lone date in a page may be anybody's.
      if (place.isBare && kind === 'birthday') continue
      const value = draw(random)
      planted.push({ kind, field, place: place.name, value })
      entries.push(harEntry(place.plant(field, value)))
    }
  }
  return { har: testHar(entries), planted }
}

export interface TestHar {
  log: { entries: readonly unknown[] }
}

export function testHar(entries: readonly unknown[]): TestHar {
  return {
    log: Object.assign(
      { version: '1.2', creator: { name: 'a browser', version: '1' }, pages: [] },
      { entries },
    ),
  }
}

const named = (pairs: readonly (readonly [string, string])[] = []) =>
  pairs.map(([name, value]) => ({ name, value }))

export function harEntry(entry: TestEntry): object {
  const { parameters = [], mimeType = 'application/json', body, base64 } = entry
  const search = new URLSearchParams(parameters).toString()
  return {
    startedDateTime: '2026-11-24T07:25:46.964Z',
    time: 34,
    request: {
      method: entry.requestBody ? 'POST' : 'GET',
      url: `https://creator.douyin.com${entry.path ?? '/api/list'}${search && `?${search}`}`,
      httpVersion: 'HTTP/1.1',
      cookies: named(entry.requestCookies),
      headers: named(entry.requestHeaders),
      queryString: named(parameters),
      headersSize: -1,
      bodySize: 0,
      ...(entry.requestBody && { postData: entry.requestBody }),
    },
    response: {
      status: entry.status ?? 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: named(entry.cookies),
      headers: named([['content-type', mimeType], ...(entry.headers ?? [])]),
      content: {
        size: 0,
        mimeType,
        ...(body !== undefined && { text: body }),
        ...(base64 !== undefined && { text: base64, encoding: 'base64' }),
      },
      redirectURL: entry.redirect ?? '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 15, receive: 19 },
    ...(entry.frames && {
      _resourceType: 'websocket',
      _webSocketMessages: entry.frames.map((frame) => ({
        type: 'receive',
        time: 1_790_000_000.5,
        ...frame,
      })),
    }),
    ...entry.extra,
  }
}
