import { isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

const host = /@(?:[a-z0-9-]+\.)+[a-z]{2,}/gi
const fileEnding = /\.(test|png|jpe?g|gif|webp|svg|m?js|css|json|html?)$/i

export const email: Sign = {
  kind: 'email',
  find: (text) =>
    [...text.matchAll(host)].flatMap(({ 0: found, index }) => {
      // From the @ backwards: a pattern with the name first is slow in large programs.
      const before = text.slice(Math.max(0, index - 64), index)
      const address = matches(before, /[^\s"'`<>@,;:()[\]{}\\/=&?|]+$/g).map((name) => name + found)
      return address.filter((whole) => !isNeutral(whole) && !fileEnding.test(whole))
    }),
}
