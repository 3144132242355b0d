import type { Container } from '../container.ts'

/** Percent-encoded as a whole: `%7B%22uid%22%3A…`. */
export const percent: Container = {
  name: 'percent-encoded',
  rewrite(text, leaves, field) {
    if (!/%[0-9a-fA-F]{2}/.test(text) || /\s/.test(text)) return undefined
    const decoded = decodePercent(text)
    if (decoded === undefined || decoded === text) return undefined
    return encodeLike(text, decoded, leaves.text(decoded, field))
  },
}

/** @returns undefined where it is not valid */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone % means itself; the caller takes the text as it is.
    return undefined
  }
}

/** Percent-encodes in the manner in which `raw` is, of which `before` is the meaning. */
export function encodeLike(raw: string, before: string, after: string): string {
  if (before === after) return raw
  if (raw === before) return after.replaceAll(/[%&#?=+\s"<>]/g, (unit) => keep(before, unit))
  let encoded = encodeURIComponent(after)
  if (raw.includes('+') && !raw.includes('%20')) encoded = encoded.replaceAll('%20', '+')
  for (const plain of ['/', ':', '@', ',', ';', '=', '$']) {
    if (raw.includes(plain)) encoded = encoded.replaceAll(encodeURIComponent(plain), plain)
  }
  const isLower = /%\d?[a-f]/.test(raw) && !/%\d?[A-F]/.test(raw)
  return isLower ? encoded.replaceAll(/%../g, (code) => code.toLowerCase()) : encoded
}

/** A character that stood there unencoded may do so again. */
function keep(before: string, unit: string): string {
  return before.includes(unit) ? unit : encodeURIComponent(unit)
}
