/** The ends of a value, and how long it is. */
export function mask(value: string, unmaskedLength = 0): string {
  const characters = [...value]
  if (characters.length <= unmaskedLength) return value
  const [first = ''] = characters
  const last = characters.length > 5 ? (characters.at(-1) ?? '') : ''
  return `${first}…${last} (${characters.length} characters)`
}
