/** Where in a HAR a value may stand. */
import { gzipSync } from 'node:zlib'

export interface Place {
  readonly name: string
  /** Only what is known by its looks is known here. */
  readonly isBare?: boolean
  /** The parts of an entry that hold the value. */
  plant(field: string, value: string): TestEntry
}

export interface TestEntry {
  path?: string
  parameters?: [string, string][]
  requestHeaders?: [string, string][]
  requestCookies?: [string, string][]
  requestBody?: { text: string; mimeType: string; params?: { name: string; value: string }[] }
  status?: number
  headers?: [string, string][]
  cookies?: [string, string][]
  redirect?: string
  body?: string
  base64?: string
  mimeType?: string
  frames?: { opcode: number; data: string }[]
  extra?: object
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const json = (field: string, value: string) =>
  JSON.stringify({ status_code: 0, data: { [field]: value } })
const ascii = (text: string) =>
  [...text].map((c) => [...c].map((u) => u.replace(/[\s\S]/gu, escaped)).join('')).join('')
const escaped = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
const entities = (text: string) =>
  [...text].map((c) => `&#x${c.codePointAt(0)?.toString(16)};`).join('')
const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const page = (inside: string) => ({
  mimeType: 'text/html',
  body: `<!doctype html><html><body>${inside}</body></html>`,
})
const query = (field: string, value: string) =>
  new URLSearchParams({ aid: '1128', [field]: value }).toString()

export const places: readonly Place[] = [
  { name: 'a field', plant: (f, v) => ({ body: json(f, v) }) },
  { name: 'a list', plant: (f, v) => ({ body: JSON.stringify({ list: [{ [f]: [v] }] }) }) },
  { name: 'JSON in JSON', plant: (f, v) => ({ body: JSON.stringify({ extra: json(f, v) }) }) },
  {
    name: 'JSON in JSON in JSON',
    plant: (f, v) => ({ body: JSON.stringify({ a: JSON.stringify({ b: json(f, v) }) }) }),
  },
  {
    name: 'base64 in JSON',
    plant: (f, v) => ({ body: JSON.stringify({ blob: base64(json(f, v)) }) }),
  },
  {
    name: 'packed base64 in JSON',
    plant: (f, v) => ({ body: JSON.stringify({ blob: gzipSync(json(f, v)).toString('base64') }) }),
  },
  {
    name: 'percent-encoded JSON in JSON',
    plant: (f, v) => ({ body: JSON.stringify({ p: encodeURIComponent(json(f, v)) }) }),
  },
  { name: 'escaped JSON', plant: (f, v) => ({ body: `{"d":{"${f}":"${ascii(v)}"}}` }) },
  {
    name: 'the midst of a sentence',
    isBare: true,
    plant: (_, v) => ({ body: JSON.stringify({ text: `请联系 ${v} 谢谢` }) }),
  },
  {
    name: 'an address in JSON',
    plant: (f, v) => ({
      body: JSON.stringify({ share_url: `https://www.douyin.com/share?${query(f, v)}` }),
    }),
  },
  { name: 'a base64 body', plant: (f, v) => ({ base64: base64(json(f, v)) }) },
  {
    name: 'a wrapped body',
    plant: (f, v) => ({ mimeType: 'text/javascript', body: `callback_1(${json(f, v)});` }),
  },
  {
    name: 'an event stream',
    plant: (f, v) => ({ mimeType: 'text/event-stream', body: `event: m\ndata: ${json(f, v)}\n\n` }),
  },
  { name: 'a parameter', plant: (f, v) => ({ parameters: [[f, v]] }) },
  {
    name: 'an address in a parameter',
    plant: (f, v) => ({ parameters: [['redirect', `https://www.douyin.com/?${query(f, v)}`]] }),
  },
  { name: 'JSON in a parameter', plant: (f, v) => ({ parameters: [['params', json(f, v)]] }) },
  {
    name: 'a form',
    plant: (f, v) => ({
      requestBody: {
        mimeType: 'application/x-www-form-urlencoded',
        text: query(f, v),
        params: [{ name: f, value: v }],
      },
    }),
  },
  {
    name: 'a JSON request',
    plant: (f, v) => ({ requestBody: { mimeType: 'application/json', text: json(f, v) } }),
  },
  {
    name: 'a multipart request',
    plant: (f, v) => ({
      requestBody: {
        mimeType: 'multipart/form-data; boundary=xx',
        text: `--xx\r\nContent-Disposition: form-data; name="${f}"\r\n\r\n${v}\r\n--xx--\r\n`,
      },
    }),
  },
  {
    name: 'the referer',
    plant: (f, v) => ({
      requestHeaders: [['Referer', `https://creator.douyin.com/?${query(f, v)}`]],
    }),
  },
  {
    name: 'a redirect',
    plant: (f, v) => ({
      status: 302,
      headers: [['Location', `/next?${query(f, v)}`]],
      redirect: `/next?${query(f, v)}`,
    }),
  },
  { name: 'a header', plant: (f, v) => ({ requestHeaders: [[`x-${f}`, encodeURI(v)]] }) },
  {
    name: 'cookies',
    plant: (_, v) => ({
      requestHeaders: [['Cookie', `a=1; sessionid=${encodeURIComponent(v)}`]],
      requestCookies: [['sessionid', v]],
    }),
  },
  {
    name: 'set cookies',
    plant: (_, v) => ({
      headers: [['Set-Cookie', `sid_tt=${encodeURIComponent(v)}; Path=/; HttpOnly`]],
      cookies: [['sid_tt', v]],
    }),
  },
  {
    name: 'authorization',
    plant: (_, v) => ({ requestHeaders: [['Authorization', `Basic ${base64(`user:${v}`)}`]] }),
  },
  {
    name: 'a websocket',
    plant: (f, v) => ({ frames: [{ opcode: 1, data: `42["push",${json(f, v)}]` }] }),
  },
  {
    name: 'a binary websocket',
    plant: (f, v) => ({ frames: [{ opcode: 2, data: base64(json(f, v)) }] }),
  },
  {
    name: 'data in a page',
    plant: (f, v) => page(`<script>window.__DATA__ = ${json(f, v)};</script>`),
  },
  {
    name: 'percent-encoded data in a page',
    plant: (f, v) =>
      page(
        `<script id="RENDER_DATA" type="application/json">${encodeURIComponent(json(f, v))}</script>`,
      ),
  },
  {
    name: 'a script of a page',
    plant: (f, v) =>
      page(`<script>var user = { ${f.replaceAll('-', '_')}: '${v}', a: 1 }</script>`),
  },
  {
    name: 'an attribute',
    plant: (f, v) =>
      page(`<div class="user" data-${f.replaceAll('_', '-')}="${attribute(v)}"></div>`),
  },
  { name: 'the text of a page', isBare: true, plant: (_, v) => page(`<p>${attribute(v)}</p>`) },
  { name: 'entities in a page', isBare: true, plant: (_, v) => page(`<p>${entities(v)}</p>`) },
  {
    name: 'what a browser adds',
    plant: (f, v) => ({ extra: { _initiator: { type: 'script', [f]: v } } }),
  },
]
