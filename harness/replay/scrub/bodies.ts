/** Bodies of requests, answers and websocket frames, each by what it is. */
import { readableText, rewriteBytes } from './containers/base64.ts'
import { rewritePairs } from './containers/form.ts'
import { rewriteHtml } from './containers/html.ts'
import { isJson, json } from './containers/json.ts'
import { wrappedJson } from './containers/wrapped-json.ts'
import { neutralPicture, neutralPictureOf } from './pictures.ts'
import type { Scrubber } from './scrubber.ts'

/** A body as HAR has it. */
export interface StoredBody {
  readonly text: string
  readonly isBase64: boolean
}

/** The body without what is private; a binary one that is no picture comes back as it is. */
export function scrubBody(body: StoredBody, mimeType: string, scrubber: Scrubber): StoredBody {
  if (body.text === '') return body
  const bytes = Buffer.from(body.text, body.isBase64 ? 'base64' : 'utf8')
  // Faces and voices cannot be made neutral as text can.
  if (/^(video|audio)\//i.test(mimeType)) return { text: '', isBase64: false }
  const isPicture = /^image\//i.test(mimeType) || neutralPicture(bytes) !== undefined
  if (isPicture) return storePicture(neutralPictureOf(mimeType, bytes))
  if (!body.isBase64) return { ...body, text: scrubText(body.text, mimeType, scrubber) }
  const rewritten = rewriteBytes(bytes, (text) => scrubText(text, mimeType, scrubber))
  return rewritten === undefined ? body : { text: rewritten.toString('base64'), isBase64: true }
}

function storePicture(bytes: Buffer): StoredBody {
  const text = readableText(bytes)
  return text === undefined
    ? { text: bytes.toString('base64'), isBase64: true }
    : { text, isBase64: false }
}

function scrubText(text: string, mimeType: string, scrubber: Scrubber): string {
  if (/\b(javascript|ecmascript|css)\b/i.test(mimeType)) {
    const data = /^\s*[[{]/.test(text) && isJson(text) ? json : wrappedJson
    return data.rewrite(text, scrubber) ?? scrubber.program(text)
  }
  if (/\bx-www-form-urlencoded\b/i.test(mimeType)) return rewritePairs(text, scrubber)
  if (/\b(html|xml)\b/i.test(mimeType)) return rewriteHtml(text, scrubber)
  return scrubber.text(text)
}
