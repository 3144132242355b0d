/** Parts of the path of an address: which of them name a file or person by chance letters. */

const program = /\.(js|mjs|cjs|css|map|json|woff2?|ttf|otf|eot|wasm|html?|php|do|action)$/i
const media =
  /\.(png|jpe?g|webp|gif|svg|avif|heic|bmp|ico|mp4|m4a|mp3|aac|webm|m3u8|ts|flv|image)$/i

/**
 * True where the part looks like a name that a machine drew, as `ByzOCSaKjCcv.svg`. The names of
 * programs are drawn too, but everybody gets the same.
 */
export function isDrawnName(part: string): boolean {
  if (program.test(part)) return false
  const stem = part.replace(media, '')
  const isFile = stem !== part
  return stem
    .split(/[.~:]/)
    .flatMap((run) => [run, ...run.split(/[_-]/)])
    .some((run) => run.length >= (isFile ? 8 : 16) && looksDrawn(run))
}

/** How often letters, capitals and digits take turns tells a drawn name from words. */
function looksDrawn(run: string): boolean {
  const plain = run.replaceAll(/[_@=+-]/g, '')
  if (/^[0-9a-f]{8,}$/i.test(plain) && /\d/.test(plain) && /[a-f]/i.test(plain)) return true
  const turns = plain.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)?.length ?? 0
  return turns >= 3 && turns / plain.length >= 0.25
}

/** File names of pictures and the like in the midst of a program. */
export const mediaFile =
  /[\w@~:-]{8,}\.(?:png|jpe?g|webp|gif|svg|avif|heic|mp4|m4a|mp3|webm)(?![\w])/gi

/** What a replaced name keeps: its ending. */
export function splitEnding(part: string): [string, string] {
  const [ending = ''] = media.exec(part) ?? []
  return [part.slice(0, part.length - ending.length), ending]
}
