/**
 * Whether two items have the same fields with the same values, in whatever order. Items are flat:
 * their fields are texts, numbers, booleans or null.
 */
export function sameFields(one: object, other: object): boolean {
  if (one === other) return true
  let fields = 0
  for (const name in one) {
    fields += 1
    if (!Object.is(Reflect.get(one, name), Reflect.get(other, name))) return false
    if (Reflect.get(one, name) === undefined && !Object.hasOwn(other, name)) return false
  }
  for (const _ in other) fields -= 1
  return fields === 0
}
