/** What people write: sentences with numbers, addresses, names and signs in them. */
import { type Allowance, runMayStay } from './allowed.ts'
import { replaceNumber } from './kinds/id.ts'
import { kinds } from './kinds/kinds.ts'
import type { KnownValues } from './known-values.ts'
import { otherLetters } from './letters.ts'
import { neutralLetters } from './neutral.ts'
import type { Pseudonyms } from './pseudonyms.ts'

const recognised = kinds.filter(({ pattern }) => pattern !== undefined)
const inCode = recognised.filter(({ isInCode }) => isInCode)

function combined(list: typeof recognised): RegExp {
  return new RegExp(list.map(({ pattern }) => `(${pattern?.source})`).join('|'), 'g')
}
const textPatterns = combined(recognised)
const codePatterns = combined(inCode)
const link = /((?:https?|wss?):\/\/[^\s"'<>`，。；！？、（）【】]+)/

export interface Reading {
  readonly pseudonyms: Pseudonyms
  readonly known: KnownValues
  readonly allowance: Allowance
}

/** Replaces all of a text but its signs, its emoji and the words that may stay. */
export function rewriteProse(
  text: string,
  reading: Reading,
  rewriteLink: (address: string) => string,
): string {
  return text
    .split(link)
    .map((part, place) =>
      place % 2 === 1
        ? rewriteLink(part)
        : rewriteMatches(part, textPatterns, recognised, reading, (rest) =>
            rewriteRuns(rest, reading),
          ),
    )
    .join('')
}

/** Replaces in a program what gives itself away, and known values. */
export function rewriteTelling(
  text: string,
  reading: Reading,
  rewriteRest: (rest: string) => string,
): string {
  return rewriteMatches(text, codePatterns, inCode, reading, rewriteRest)
}

function rewriteMatches(
  text: string,
  patterns: RegExp,
  list: typeof recognised,
  reading: Reading,
  rewriteRest: (rest: string) => string,
): string {
  return reading.known
    .split(text)
    .map(({ text: part, replacement }) => {
      if (replacement !== undefined) return replacement
      let result = ''
      let at = 0
      for (const match of part.matchAll(patterns)) {
        const kind = list[match.slice(1).findIndex((group) => group !== undefined)]
        const [found] = match
        if (kind === undefined || kind.holds?.(found) === false) continue
        result += rewriteRest(part.slice(at, match.index))
        result += reading.allowance.words?.includes(found)
          ? found
          : kind.replace(found, reading.pseudonyms)
        at = match.index + found.length
      }
      return result + rewriteRest(part.slice(at))
    })
    .join('')
}

/** Each run of letters or digits becomes another one. */
function rewriteRuns(text: string, reading: Reading): string {
  let result = ''
  let run = ''
  const end = () => {
    if (run !== '') result += otherRun(run, reading)
    run = ''
  }
  for (const character of text) {
    if (neutralLetters(character) !== undefined) {
      run += character
      continue
    }
    end()
    result += character
  }
  end()
  return result
}

function otherRun(run: string, { allowance, pseudonyms }: Reading): string {
  if (runMayStay(run, allowance)) return run
  if (/^\d{9,}$/.test(run)) return replaceNumber(run, pseudonyms)
  return pseudonyms.of('text', run, (draw) => otherLetters(run, draw))
}
