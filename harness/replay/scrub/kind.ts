import type { PrivateKind } from './private-kind.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** One kind of private value: how it is recognised, and what takes its place. */
export interface Kind {
  readonly kind: PrivateKind
  /** Fields (see `fieldName`) whose value is of this kind, whatever it looks like. */
  readonly fields?: RegExp
  /** The value of such a field is replaced as a whole; nothing inside it is looked at. */
  readonly isSecret?: boolean
  /** What gives it away in the midst of a text; without flags. */
  readonly pattern?: RegExp
  /** Whether a match of the pattern is one, where the pattern alone cannot say. */
  holds?(match: string): boolean
  /** Also looked for in program code, where much looks private that is not. */
  readonly isInCode?: boolean
  replace(value: string, pseudonyms: Pseudonyms): string
}
