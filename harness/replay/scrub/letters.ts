/** Replaces letter by letter and digit by digit; everything else stays. */
import { neutralLetters } from './neutral.ts'
import type { PrivateKind } from './private-kind.ts'
import type { Draw, Pseudonyms } from './pseudonyms.ts'

const hex = /^(?=.*\d)[0-9a-f{}:-]{6,}$/i

/** As many code points of the same scripts; what was hexadecimal still is. */
export function otherLetters(text: string, draw: Draw): string {
  const isHex = hex.test(text)
  let result = ''
  for (const character of text) {
    const all = neutralLetters(character) ?? [character]
    const letters = isHex ? all.filter((letter) => hexDigit.test(letter)) : all
    result += letters[draw(letters.length)] ?? character
  }
  return result
}

const hexDigit = /[0-9a-fA-F:{}-]/

/** As a kind's `replace`. A value without any letter or digit stays. */
export function replaceLetters(kind: PrivateKind) {
  return (value: string, pseudonyms: Pseudonyms): string =>
    [...value].some((character) => neutralLetters(character) !== undefined)
      ? pseudonyms.of(kind, value, (draw) => otherLetters(value, draw))
      : value
}
