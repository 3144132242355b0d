/** Whatever lets in: by the name that it goes by, or because no person would write such a thing. */
import { isNeutral, secUidPrefix } from '../neutral.ts'
import type { PrivateKind } from '../private-kind.ts'
import { plainText, unpacked } from '../views.ts'
import { matches, type Sign } from './sign.ts'

function named(kind: PrivateKind, words: RegExp): Sign {
  return {
    kind,
    find(text, setting) {
      if (setting.in === 'program') return inProgram(text, words)
      const value = text.replace(/^(basic|bearer|digest) /i, '')
      return words.test(setting.field) && isOpaque(value) ? [value] : []
    },
  }
}

/** No word, no time, no small number. */
function isOpaque(text: string): boolean {
  if (isNeutral(text) || text.length < 4 || /\s/.test(text)) return false
  if (/^(true|false|null|none|undefined)$/i.test(text)) return false
  if (/^[\d.]+$/.test(text)) return /^\d{5,9}$/.test(text)
  return /\d/.test(text) || text.length >= 12
}

/** `token: 'abc…'` */
function inProgram(text: string, words: RegExp): string[] {
  return [...text.matchAll(/[:=]\s*["'`]([\w+/=.-]{16,})["'`]/g)].flatMap((match) => {
    const [, value = ''] = match
    if (!/\d/.test(value) || !/[a-z]/i.test(value) || isNeutral(value)) return []
    const before = text.slice(Math.max(0, match.index - 60), match.index)
    const [, name = ''] = /([\w$-]{2,40})["']?\s*$/.exec(before) ?? []
    return words.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')) ? [value] : []
  })
}

export const authorization = named('authorization', /authorization$/)

export const cookieValue: Sign = {
  kind: 'cookie',
  find(text, { field }) {
    // What is percent-encoded is looked at decoded.
    if (field !== 'cookievalue' || /%[0-9a-f]{2}/i.test(text)) return []
    return isNeutral(text) || hasMark(text) ? [] : [text]
  },
}

function hasMark(text: string): boolean {
  return /^\d{9,20}$/.test(text) && BigInt(text) % 97n === 1n
}

export const signature = named(
  'signature',
  /bogus$|gnarly$|signature$|^sign$|^sig$|verifyfp$|^fp$|svwebid$|websign$|argus$|ladon$|gorgon$/,
)

export const token = named(
  'token',
  /token\w?$|ticket$|csrf$|xsrf$|session$|sessionid\w{0,3}$|^sid\w{0,5}$|secret$|passw(or)?d$|^pwd$|credentials?$|apikey$|accesskey$|privatekey$|jwt$|captcha$|^otp$|verifycode$|verificationcode$|smscode$|ttwid$|odintt$|logid$/,
)

export const drawnToken: Sign = {
  kind: 'token',
  find(text, setting) {
    const plain = text.replaceAll(/[\w+/-]{16,}={0,2}/g, (run) => (readsAsBase64(run) ? ' ' : run))
    return [
      ...matches(plain, /eyJ[\w-]{8,}\.[\w-]{6,}\.?[\w-]*/g, (found) => !isNeutral(found)),
      ...(setting.in === 'program'
        ? []
        : matches(plain, /(?<![\w.%-])[\w-]{32,}(?![\w-]*\.\w)/g, looksDrawn)),
    ]
  },
}

/** Then what it says is looked at in its own right. */
function readsAsBase64(run: string): boolean {
  if (/^\d+$/.test(run)) return false
  const bytes = Buffer.from(run, 'base64')
  return (plainText(bytes) ?? plainText(unpacked(bytes))) !== undefined
}

/** Capitals, small letters and digits in disorder, or hexadecimal; no words with hyphens. */
function looksDrawn(whole: string): boolean {
  const found = whole.replace(secUidPrefix, '')
  if (isNeutral(found)) return false
  if (/^[0-9a-f-]{32,}$/i.test(found)) return /\d/.test(found) && /[a-f]/i.test(found)
  const turns = found.match(/[a-z][A-Z0-9]|[A-Z][0-9]|[0-9][A-Za-z]/g)?.length ?? 0
  return turns >= 5 && turns / found.length > 0.2
}
