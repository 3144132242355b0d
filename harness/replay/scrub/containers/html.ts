/** HTML and XML: texts, attributes, scripts, styles, comments. */
import type { Container } from '../container.ts'
import { fieldName } from '../field-name.ts'
import { type CodeLeaves, rewriteCode } from './code.ts'
import { rewriteUrl } from './url.ts'

/** Attributes that say how an element is, and not what it shows. */
const structural =
  /^(class|id|style|type|rel|charset|lang|dir|role|tabindex|for|media|async|defer|crossorigin|integrity|nonce|http-equiv|width|height|viewbox|fill|stroke[\w-]*|d|points|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|transform|xmlns[\w:]*|version|encoding|standalone|on\w+|loading|target|method|enctype|sizes|colspan|rowspan|hidden|disabled|checked|selected|readonly|required|autocomplete|spellcheck|draggable|contenteditable|aria-(hidden|expanded|selected|controls|describedby|labelledby|live|haspopup)|data-(e2e|v-[\w]+|testid|reactroot|server-rendered|loading|complete)|name|property|itemprop|preload|as|blocking|fetchpriority|referrerpolicy|sandbox|allow)$/i
const addresses =
  /^(href|src|action|formaction|poster|cite|data|background|xlink:href|data-src|data-href|data-url|data-original)$/i

const token =
  /<!--[\s\S]*?-->|<(script|style)\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)(<\/\1\s*>)|<[!?/]?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>/gi
const attribute = /([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)/g

export function looksLikeHtml(text: string): boolean {
  return /<(!doctype|html|head|body|div|span|p|a|b|i|img|br|ul|li|h[1-6]|table|script|meta|svg|\?xml|em|strong)\b[\s\S]*>/i.test(
    text,
  )
}

export function html(leaves: CodeLeaves): Container {
  return {
    name: 'HTML',
    rewrite: (text) => (looksLikeHtml(text) ? rewriteHtml(text, leaves) : undefined),
  }
}

export function rewriteHtml(text: string, leaves: CodeLeaves): string {
  let result = ''
  let at = 0
  for (const match of text.matchAll(token)) {
    const [all, , attributes, inside, closing] = match
    result += rewriteText(text.slice(at, match.index), leaves)
    at = match.index + all.length
    if (inside === undefined || attributes === undefined || closing === undefined) {
      result += rewriteTag(all, leaves)
    } else {
      const opening = all.slice(0, all.length - inside.length - closing.length)
      result += rewriteTag(opening, leaves) + rewriteScript(attributes, inside, leaves) + closing
    }
  }
  return result + rewriteText(text.slice(at), leaves)
}

function rewriteText(text: string, leaves: CodeLeaves): string {
  if (text.trim() === '') return text
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? []
  return before + rewriteEncoded(inner, (value) => leaves.text(value)) + after
}

function rewriteTag(tag: string, leaves: CodeLeaves): string {
  if (tag.startsWith('<!--')) {
    const inner = tag.slice(4, -3)
    return `<!--${inner.trim() === '' ? inner : rewriteHtml(inner, leaves).replaceAll('--', '—')}-->`
  }
  if (/^<[!/]/.test(tag)) return tag
  return tag.replaceAll(attribute, (_, name: string, equals: string, raw: string) => {
    const [quote = ''] = /^["']/.exec(raw) ?? []
    const inner = quote === '' ? raw : raw.slice(1, -1)
    const value = rewriteEncoded(inner, (text) => rewriteAttribute(name, text, leaves))
    return name + equals + quote + value + quote
  })
}

function rewriteAttribute(name: string, value: string, leaves: CodeLeaves): string {
  if (/^on/i.test(name)) return rewriteCode(value, leaves, true)
  if (/^nonce$/i.test(name)) return leaves.text(value, 'nonce')
  if (structural.test(name)) return leaves.code(value)
  if (addresses.test(name))
    return value.startsWith('data:') ? leaves.text(value) : rewriteUrl(value, leaves)
  if (/srcset$/i.test(name))
    return value.replaceAll(/[^\s,]\S*/g, (part) => rewriteUrl(part, leaves))
  return leaves.text(value, fieldName(name.replace(/^data-/i, '')))
}

function rewriteScript(attributes: string, inside: string, leaves: CodeLeaves): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(inside) ?? []
  if (/\btype\s*=\s*["']?[\w/+.-]*json/i.test(attributes)) {
    return before + leaves.text(inner).replaceAll('</', '<\\/') + after
  }
  return rewriteCode(inside, leaves, true)
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** Rewrites what a text with entities means; one that stays the same keeps its own entities. */
function rewriteEncoded(text: string, rewrite: (value: string) => string): string {
  const value = decodeEntities(text)
  const after = rewrite(value)
  if (after === value) return text
  return after
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? all
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return point > 0x10ffff ? all : String.fromCodePoint(point)
    },
  )
}
