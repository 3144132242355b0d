import type { Kind } from '../kind.ts'
import { otherLetters } from '../letters.ts'
import { secUidPrefix } from '../neutral.ts'

/** Douyin's public id of a user: base64 in the form for addresses, always with the same beginning. */
export const secUid: Kind = {
  kind: 'sec-uid',
  pattern: /MS4wLjABAAAA[\w-]{6,}/,
  isInCode: true,
  replace: (value, pseudonyms) =>
    pseudonyms.of(
      'sec-uid',
      value,
      (draw) => secUidPrefix + otherLetters(value.slice(secUidPrefix.length), draw),
    ),
}
