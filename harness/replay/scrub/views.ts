/** All that a text may mean: as it stands and with one encoding after another taken off. */
import { gunzipSync, inflateSync } from 'node:zlib'

const maxLayers = 4
const maxViews = 64

/** The text itself first, then what is inside. */
export function viewsOf(text: string): string[] {
  const views = new Set([text])
  let layer = [text]
  for (let depth = 0; depth < maxLayers && layer.length > 0; depth += 1) {
    layer = layer.flatMap(inside).filter((view) => view !== '' && !views.has(view))
    for (const view of layer) if (views.size < maxViews) views.add(view)
  }
  return [...views]
}

function inside(text: string): string[] {
  return [unpercent(text), unescaped(text), unentitied(text), ...unbased(text)].filter(
    (view) => view !== text,
  )
}

function unpercent(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

function unescaped(text: string): string {
  return text
    .replaceAll(
      /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi,
      (all, long?: string, short?: string) => {
        const point = Number.parseInt(long ?? short ?? '', 16)
        return point <= 0x10ffff ? String.fromCodePoint(point) : all
      },
    )
    .replaceAll(/\\([\\/"'])/g, '$1')
}

function unentitied(text: string): string {
  return text.replaceAll(/&#(x?)([0-9a-f]{1,6});/gi, (all, hex: string, digits: string) => {
    const point = Number.parseInt(digits, hex === '' ? 10 : 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : all
  })
}

/** Base64 in both alphabets, also packed. */
function unbased(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)].slice(0, 200).flatMap(([run]) => {
    // Digits alone are a number, and may yet by chance read as letters.
    if (/^\d+$/.test(run)) return []
    const bytes = Buffer.from(run, 'base64')
    const read = plainText(bytes) ?? plainText(unpacked(bytes))
    return read === undefined ? [] : [read]
  })
}

/** The text of bytes that hold nothing else. */
export function plainText(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined
  const text = bytes.toString('utf8')
  return /\p{Cc}(?<![\t\r\n])|\ufffd/u.test(text) ? undefined : text
}

/** Gzip or zlib; undefined where it is neither. */
export function unpacked(bytes: Buffer): Buffer | undefined {
  const limit = { maxOutputLength: 64 * 1024 * 1024 }
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, limit)
    return bytes[0] === 0x78 ? inflateSync(bytes, limit) : undefined
  } catch {
    // It only began like packed data; the bytes are looked at as they are.
    return undefined
  }
}
