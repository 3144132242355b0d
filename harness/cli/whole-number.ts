import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError(
      `It must be a whole number from 0 to 999999999999999, not “${text}”.`,
    )
  }
  return Number(text)
}

/** For how many there are to be. */
export function atLeastOne(text: string): number {
  const number = wholeNumber(text)
  if (number === 0) throw new InvalidArgumentError('It must be at least 1.')
  return number
}
