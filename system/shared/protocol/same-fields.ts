export type Fields = Readonly<Record<string, unknown>>

/**
 * Whether two items have the same fields with the same values, in whatever order. Items are flat:
 * their fields are texts, numbers, booleans or null.
 */
export function sameFields(one: Fields, other: Fields): boolean {
  if (one === other) return true
  let fields = 0
  for (const name in one) {
    fields += 1
    const value = one[name]
    if (value !== other[name] && !Object.is(value, other[name])) return false
    if (value === undefined && !Object.hasOwn(other, name)) return false
  }
  for (const _ in other) fields -= 1
  return fields === 0
}
