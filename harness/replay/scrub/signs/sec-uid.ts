import { isNeutral, secUidPrefix } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

export const secUid: Sign = {
  kind: 'sec-uid',
  find: (text) =>
    matches(text, /MS4wLjAB[\w-]{8,}/g, (found) => !isNeutral(found.replace(secUidPrefix, ''))),
}
