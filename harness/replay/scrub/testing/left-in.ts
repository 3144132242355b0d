import { gunzipSync } from 'node:zlib'

/** Every text in a HAR with every encoding taken off, one after another, to the last. */
export function everythingIn(value: unknown): string {
  const seen = new Set<string>()
  const queue = textsIn(value)
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    if (seen.has(text)) continue
    seen.add(text)
    queue.push(...decodings(text))
  }
  return [...seen].join('\n')
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
}

function decodings(text: string): string[] {
  return [
    text.replaceAll('+', ' '),
    text.replaceAll(/(%[0-9a-f]{2})+/gi, (codes) =>
      Buffer.from(codes.replaceAll('%', ''), 'hex').toString(),
    ),
    text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
    text.replaceAll(/\\(["\\/'])/g, '$1'),
    text.replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    ),
    text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    ...[...text.matchAll(/[\w+/-]{12,}/g)].map(([run]) => unpacked(Buffer.from(run, 'base64'))),
  ].filter((decoded) => decoded !== text)
}

function unpacked(bytes: Buffer): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      return gunzipSync(bytes).toString()
    } catch {
      // It only looked packed.
      return ''
    }
  }
  const text = bytes.toString()
  return text.includes('\ufffd') ? '' : text
}
