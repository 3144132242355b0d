/** What people write and what they are called. */
import { commonValues, interfaceWords } from '../allowed.ts'
import { isNeutral, secUidPrefix } from '../neutral.ts'
import type { PrivateKind } from '../private-kind.ts'
import { matches, type Setting, type Sign } from './sign.ts'

/** Letters that are not ASCII: in a recording, of a language that people write. */
export const foreignWords: Sign = {
  kind: 'text',
  find: (text, setting) =>
    setting.in === 'program'
      ? []
      : matches(
          text,
          /(?:(?!\p{Emoji_Presentation})[\p{L}\p{M}])*(?![\p{ASCII}\p{Lm}])\p{L}(?:(?!\p{Emoji_Presentation})[\p{L}\p{M}])*/gu,
          (found) => !isNeutral(found) && !interfaceWords.has(found),
        ),
}

/** Three words of ASCII letters in a row are a sentence. */
export const sentence: Sign = {
  kind: 'text',
  find(text, setting) {
    if (setting.in !== 'value') return []
    if (/^Mozilla\/5\.0 |useragent|appversion/.test(`${text}${setting.field}`)) return []
    return matches(
      text,
      /(?<![\w/.-])[A-Za-z][a-z']+(?:,? [A-Za-z][a-z']*){2,}/g,
      (found) => !isNeutral(found),
    )
  },
}

function named(kind: PrivateKind, fields: RegExp): Sign {
  return {
    kind,
    find(text: string, setting: Setting) {
      if (!/^(value|literal)$/.test(setting.in) || !fields.test(setting.field)) return []
      if (/^\s*[[{<]|%[0-9a-f]{2}/i.test(text)) return []
      return matches(
        text.replaceAll(secUidPrefix, ' ').replaceAll(/(https?:)?\/\/\S+|\S+@\S+/g, ' '),
        /[A-Za-z]{3,}/g,
        (found) => !isNeutral(found) && !/^(null|none|undefined|true|false|test)$/i.test(found),
      )
    },
  }
}

export const name = named(
  'name',
  /(nick|nickname|username|realname|fullname|firstname|lastname|screenname|displayname|authorname|sendername|uniqueid|handle|remarkname|accountname|wechat|weixin|wxid)$/,
)

export const writing = named(
  'text',
  /^(desc|description|content|text|title|bio|signature|caption|remark|comment)$/,
)

/** A page shows words of its own, which may stay, and what it knows of a person. */
export const pageWords: Sign = {
  kind: 'text',
  find: (text, setting) =>
    setting.in === 'page'
      ? matches(
          text.replaceAll(secUidPrefix, ' ').replaceAll(/(https?:)?\/\/\S+|\S+@\S+/g, ' '),
          /[A-Za-z]{3,}/g,
          (found) => !isNeutral(found) && !commonValues.has(found.toLowerCase()),
        )
      : [],
}

export const location = named(
  'location',
  /^(iplabel|iplocation|location|city|province|district|address|street|hometown|school|poiname)$/,
)

export const coordinate: Sign = {
  kind: 'location',
  find: (text, { field }) =>
    /^(lat|latitude|lng|lon|longitude)$/.test(field) &&
    /^-?\d+\.\d{2,}$/.test(text) &&
    !isNeutral(text)
      ? [text]
      : [],
}

export const birthday: Sign = {
  kind: 'birthday',
  find: (text, { field }) =>
    /birth(day|date)?$|^dob$/.test(field) &&
    /\d{4}/.test(text) &&
    text !== '2000-02-02' &&
    !isNeutral(text)
      ? [text]
      : [],
}
