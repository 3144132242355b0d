/** A sign that something is private. Signs share no code with the kinds that the scrubber knows. */
import type { PrivateKind } from '../private-kind.ts'

/** Where a text was met. */
export interface Setting {
  /** What holds it: a program may say much that looks private and is not. */
  readonly in: 'value' | 'page' | 'header' | 'literal' | 'program'
  /** Its field, parameter, header or cookie in lower case without separators: `secuid`. */
  readonly field: string
  /** Hosts that were asked. */
  readonly hosts: ReadonlySet<string>
}

export interface Sign {
  readonly kind: PrivateKind
  /** Everything in the text that looks private. */
  find(text: string, setting: Setting): string[]
}

/** All matches of a pattern that `keep` agrees to. */
export function matches(
  text: string,
  pattern: RegExp,
  keep: (found: string) => boolean = () => true,
): string[] {
  return [...text.matchAll(pattern)].map(([found]) => found).filter(keep)
}
