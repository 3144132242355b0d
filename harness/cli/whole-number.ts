import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError(
      `It must be a whole number from 0 to 999999999999999, not “${text}”.`,
    )
  }
  return Number(text)
}
