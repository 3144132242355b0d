import { isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

const file = /[\w~@-]{8,}\.(?:jpe?g|png|webp|gif|svg|avif|heic|image|mp4|m4a|mp3)(?!\w)/gi

/** The address of somebody's picture leads to it, whoever has the recording. */
export const picture: Sign = {
  kind: 'picture',
  find: (text, setting) => (setting.in === 'program' ? [] : matches(text, file, isSomebodys)),
}

/** A file that a machine named, and not one of the page's own, such as `arrow-left.svg`. */
function isSomebodys(found: string): boolean {
  const stem = found.replace(/\.\w+$/, '')
  return stem.split(/[_~@-]/).some((part) => {
    const turns = part.match(/[a-z][A-Z0-9]|[A-Z][a-z0-9]|[0-9][A-Za-z]/g)?.length ?? 0
    return part.length >= 8 && turns >= 3 && turns / part.length >= 0.25 && !isNeutral(part)
  })
}
