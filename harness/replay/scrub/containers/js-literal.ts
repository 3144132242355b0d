/** String literals of JavaScript. */

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
}

/** What a literal means. @param inner what is between its quotes */
export function decodeLiteral(inner: string): string {
  return inner.replaceAll(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, braces?: string, four?: string, two?: string, other?: string) => {
      const code = braces ?? four ?? two
      if (code === undefined) return escapes[other ?? ''] ?? other ?? ''
      const point = Number.parseInt(code, 16)
      return point > 0x10ffff ? '' : String.fromCodePoint(point)
    },
  )
}

/** The inside of a literal with the meaning `after`, escaped in the manner of the old one. */
export function encodeLiteral(inner: string, before: string, after: string, quote: string): string {
  if (before === after) return inner
  const escaped = after
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('${', '\\${')
    // In a page, either would end the script.
    .replaceAll('</', '<\\/')
    .replaceAll('<!--', '<\\!--')
  const isAscii = !/\P{ASCII}/u.test(inner)
  return isAscii
    ? escaped.replaceAll(
        /\P{ASCII}/gu,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    : escaped
}
