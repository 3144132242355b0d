import { matches, type Sign } from './sign.ts'

/** ISO 7064, MOD 11-2: doubling from left to right, the whole number leaves 1. */
function isValid(found: string): boolean {
  let rest = 0
  for (const character of found)
    rest = (rest * 2 + (/x/i.test(character) ? 10 : Number(character))) % 11
  const month = Number(found.slice(10, 12))
  return rest === 1 && month >= 1 && month <= 12 && !found.startsWith('99')
}

export const nationalId: Sign = {
  kind: 'national-id',
  find: (text) =>
    matches(text, /(?<![\da-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dx](?![\da-z])/gi, isValid),
}
