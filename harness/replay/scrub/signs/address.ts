import { isPublicHost } from '../hosts.ts'
import { matches, type Sign } from './sign.ts'

/** A place in the net that is neither asked in this recording nor everybody's. */
export const address: Sign = {
  kind: 'address',
  find: (text, { in: within, hosts }) =>
    within === 'program'
      ? []
      : matches(text, /(?<=https?:\/\/(?:[^/\s"'@]*@)?)[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi, (host) => {
          const isKnown = hosts.has(host.toLowerCase()) || isPublicHost(host)
          return !isKnown && /[a-z]/i.test(host)
        }),
}
