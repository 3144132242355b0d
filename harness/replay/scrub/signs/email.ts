import { isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

export const email: Sign = {
  kind: 'email',
  find: (text) =>
    matches(
      text,
      /[^\s"'`<>@,;:()[\]{}\\/=&?|]+@(?:[a-z0-9-]+\.)+[a-z]{2,}/gi,
      (found) =>
        !isNeutral(found) && !/\.(test|png|jpe?g|gif|webp|svg|m?js|css|json|html?)$/i.test(found),
    ),
}
