import { gunzipSync, gzipSync } from 'node:zlib'
import type { Container } from '../container.ts'
import { neutralPicture } from '../pictures.ts'

/** A body that unpacks to more is left packed, and then refused as unreadable. */
const maxUnpackedBytes = 64 * 1024 * 1024

/** Base64, also in the form for addresses, of text, packed text or a picture. */
export const base64: Container = {
  name: 'base64',
  rewrite(text, leaves, field) {
    const encoding = encodingOf(text)
    if (encoding === undefined) return undefined
    const bytes = Buffer.from(text, encoding)
    const rewritten = rewriteBytes(bytes, (inner) => leaves.text(inner, field))
    if (rewritten === undefined) return undefined
    const padding = encoding === 'base64url' && text.endsWith('=')
    const encoded = rewritten.toString(encoding)
    return padding ? encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=') : encoded
  },
}

function encodingOf(text: string): 'base64' | 'base64url' | undefined {
  if (/^\d+$/.test(text)) return undefined
  if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(text) && text.length % 4 === 0) return 'base64'
  if (/^[\w-]{16,}={0,2}$/.test(text) && text.replaceAll('=', '').length % 4 !== 1) {
    return 'base64url'
  }
  return undefined
}

/**
 * Bytes with the text in them rewritten; undefined for what is neither text nor packed text nor a
 * picture.
 */
export function rewriteBytes(bytes: Buffer, rewrite: (text: string) => string): Buffer | undefined {
  const text = readableText(bytes)
  if (text !== undefined) return Buffer.from(rewrite(text))
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const unpacked = unpack(bytes)
    const inner = unpacked && readableText(unpacked)
    return inner === undefined ? undefined : gzipSync(rewrite(inner))
  }
  return neutralPicture(bytes)
}

function unpack(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes })
  } catch {
    // Only looked like gzip, or is too large: the detector decides whether it may stay.
    return undefined
  }
}

/** The bytes as text, if they are nothing but text. */
export function readableText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those make the difference.
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text
  } catch {
    // Not UTF-8, and so not text.
    return undefined
  }
}
