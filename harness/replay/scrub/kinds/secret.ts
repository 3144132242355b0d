/** What lets in, or proves who asked. */
import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'
import type { PrivateKind } from '../private-kind.ts'
import { id } from './id.ts'

function secret(kind: PrivateKind, fields: RegExp, rest: Partial<Kind> = {}): Kind {
  const letters = replaceLetters(kind)
  return {
    kind,
    fields,
    isSecret: true,
    // A number may be an id that stands elsewhere too.
    replace: (value, pseudonyms) =>
      /^\d{9,}$/.test(value) ? id.replace(value, pseudonyms) : letters(value, pseudonyms),
    ...rest,
  }
}

export const cookie = secret('cookie', /^(set_)?cookie2?$|(^|_)cookies?(_(str|string|value))?$/)

const scheme = /^(Bearer|Basic|Digest|Token) +/i
const authorizationLetters = replaceLetters('authorization')

export const authorization = secret('authorization', /(^|_)(authorization|auth|x_auth)$/, {
  replace(value, pseudonyms) {
    const [kept = ''] = scheme.exec(value) ?? []
    return kept + authorizationLetters(value.slice(kept.length), pseudonyms)
  },
})

export const signature = secret(
  'signature',
  /(^|_)(a_bogus|x_bogus|x_gnarly|bogus|gnarly|signature|sign|sig|verify_?fp|fp|s_v_web_id|web_sign|sdk_sign|x_argus|x_ladon|x_gorgon|x_khronos|bd_ticket_guard_\w+|dtrait)$/,
)

export const token = secret(
  'token',
  /(^|_)(\w*token\w{0,3}|ticket|csrf|xsrf|session|sessionid|session_?id|sid|sid_tt|sid_guard|secret|\w+_secret|passwd|password|pwd|passcode|pin|credentials?|(api|access|private|secret)_?key|jwt|nonce|captcha|otp|(sms|verify|verification|auth|login|invite)_?code|code_verifier|code_challenge|ttwid|odin_tt|passport_\w+|logid|log_id|tt_logid|trace_?id|request_?id|etag|if_none_match)$/,
  { pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{6,}\.[\w-]*/, isInCode: true },
)
