/** Fields of the items in a list, for faults that strike one of them. */
import type { ListAnswer } from './edit-answer.ts'
import type { JsonObject } from './exact-edit.ts'

/** The option `field` of a fault; each list has one of its own where none is given. */
export const fieldOption = {
  pattern: /^[A-Za-z_]\w{0,39}$/,
  form: 'the name of a field',
  docs: 'the field, as the platform names it; if not given, the id of works, the text of comments, replies and messages, the user of conversations',
}

/** The field to strike; undefined where no item has it. */
export function fieldOf(
  found: ListAnswer | undefined,
  { field }: Readonly<Record<string, string>>,
): string | undefined {
  const name = field ?? found?.list.field
  return name !== undefined && found?.items.some((item) => name in item) ? name : undefined
}

export function without(item: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== field))
}

/** It stays in its place. */
export function withRenamed(item: JsonObject, field: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name === field ? to : name, value]),
  )
}
