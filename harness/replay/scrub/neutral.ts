/**
 * What stands in place of what was private. Each replacement carries a mark that anybody can check
 * without the key and that genuine values carry only by rare chance: letters and digits come from a
 * small part of their script, numbers leave the same remainder, addresses are of ranges that nobody
 * owns. So what was scrubbed can be told from what was forgotten.
 */

/** Names of trees, birds, stones and the like: seldom together in what people write. */
const han = [
  ...'松柏桂槐榆柳杉桦枫桐椿楸樟楠檀梓桧枳橡榛榕棠梧棣楝柘桤桕檫楮栎栗',
  ...'鹤鹭鹊雁鸥鹂鹰隼鸠鸽鹦鹉鹃鹌鹑鹬鹳鹈鹕鹇鹧鹄鸢鸮鸬鹚鸳鸯雀鹏鹪鹩',
  ...'玉琥珀珊瑚瑶琼璞瑜瑾璋琮璜珩珑琳琅璃玛瑙玑玫瑰碧翡翠玳瑁瑷瑛珐珞',
  ...'兰芷蕙荷菱芦苇蒲萱葵薇蔷蓼苔蕨芝萝葛蒿艾荻茅荇藻莲芙蓉菡萏蘅芜茉',
]

/** One part of a script: which characters belong to it, and what may stand in their place. */
interface Alphabet {
  readonly of: RegExp
  readonly letters: readonly string[]
}

const alphabets: readonly Alphabet[] = [
  { of: /^[a-z]$/, letters: [...'acegikmoqsuwy'] },
  { of: /^[A-Z]$/, letters: [...'ACEGIKMOQSUWY'] },
  { of: /^[0-9]$/, letters: [...'02468'] },
  { of: /^\p{Script=Han}$/u, letters: han },
  { of: /^\p{Script=Hiragana}$/u, letters: [...'うえきけすせつてぬねふへ'] },
  { of: /^\p{Script=Katakana}$/u, letters: [...'ウエキケスセツテヌネフヘ'] },
  { of: /^\p{Script=Hangul}$/u, letters: [...'가나다라마바사아자차카타'] },
  { of: /^(?=\p{Script=Cyrillic})\p{Lu}$/u, letters: [...'БГЖЙЛНПСУФЦ'] },
  { of: /^(?=\p{Script=Cyrillic})\p{L}$/u, letters: [...'бгжйлнпсуфц'] },
  { of: /^(?=\p{Script=Greek})\p{L}$/u, letters: [...'βδζθκμξπ'] },
  { of: /^(?=\p{Script=Arabic})\p{L}$/u, letters: [...'بثحدرسصع'] },
  { of: /^(?=\p{Script=Thai})\p{L}$/u, letters: [...'กคงจชญดต'] },
  { of: /^(?=\p{Script=Tibetan})\p{L}$/u, letters: [...'ཀགཅཇཏདཔབ'] },
  { of: /^(?=\p{Script=Mongolian})\p{L}$/u, letters: [...'ᠠᠢᠤᠨᠪᠬᠮᠯ'] },
  { of: /^(?=\p{Script=Hebrew})\p{L}$/u, letters: [...'בדוחיכמס'] },
  { of: /^[\uff10-\uff19]$/, letters: [...'０２４６８'] },
  { of: /^[\uff21-\uff3a]$/, letters: [...'ＡＣＥＧＩＫＭＯ'] },
  { of: /^[\uff41-\uff5a]$/, letters: [...'ａｃｅｇｉｋｍｏ'] },
  { of: /^(?=\p{Script=Latin})\p{Lu}$/u, letters: [...'ÀÂÈÊÌÎÒÔ'] },
  { of: /^(?=\p{Script=Latin})\p{L}$/u, letters: [...'àâèêìîòô'] },
  { of: /^\p{Nd}$/u, letters: [...'02468'] },
  { of: /^\p{N}$/u, letters: ['②', '④', '⑥'] },
  // Letters of other scripts, and symbols that are read as letters, such as Ⓐ and 𝐀.
  {
    of: /^(?!\p{Extended_Pictographic})(?!\p{M})\p{Alphabetic}$/u,
    letters: [...'àâèêìîòô'],
  },
]

const ofCharacter = new Map<string, Alphabet | undefined>()

/** The letters that may stand in place of a character; undefined for one that stays as it is. */
export function neutralLetters(character: string): readonly string[] | undefined {
  if (!ofCharacter.has(character)) {
    if (ofCharacter.size > 200_000) ofCharacter.clear()
    ofCharacter.set(
      character,
      alphabets.find(({ of }) => of.test(character)),
    )
  }
  return ofCharacter.get(character)?.letters
}

/** True if every letter and digit of a text could be a replacement. */
export function isNeutral(text: string): boolean {
  for (const character of text) {
    if (neutralLetters(character)?.includes(character) === false) return false
  }
  return true
}

/** Every replaced number of 9 digits or more leaves this remainder. */
export const idModulus = 97n
export const idRemainder = 1n

export function hasIdMark(digits: string): boolean {
  return BigInt(digits) % idModulus === idRemainder
}

/** The domain of replaced e-mail addresses and hosts: reserved by RFC 2606. */
export const neutralDomain = 'test'

/** 198.18.0.0/15 is for benchmarks (RFC 2544), 2001:db8::/32 for examples (RFC 3849). */
export const neutralIpv4 = /^198\.1[89]\.\d{1,3}\.\d{1,3}$/
export const neutralIpv6 = /^2001:0?db8:/i

/** No place in China has numbers that begin so. */
export const neutralNationalId = /^99/

/** No mobile number begins so. */
export const neutralPhone = /^1[0-2]/

export const secUidPrefix = 'MS4wLjABAAAA'
export const neutralBirthday = '2000-02-02'
