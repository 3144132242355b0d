/** Bytes that are no text: pictures that show something, and what can be read in the rest. */
import { neutralPictures } from './pictures.ts'
import type { PrivateKind } from './private-kind.ts'

/** Fonts and WebAssembly are programs: everybody gets the same. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant.
const program = /^(wOFF|wOF2|OTTO|\0\x01\0\0|true|\0asm)/

const picture =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant.
  /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF[\s\S]{4}WEBP|BM[\s\S]{4}\0{4}|\0\0\x01\0|II\*\0|MM\0\*|[\s\S]{4}ftyp)/

/** In more bytes than this, letters meet by chance. */
const smallBytes = 64 * 1024

export interface BinaryFinding {
  readonly kind: PrivateKind
  readonly value: string
}

export function inspectBytes(bytes: Buffer, mimeType: string): BinaryFinding | undefined {
  if (bytes.length === 0) return undefined
  const beginning = bytes.toString('latin1', 0, 16)
  const isPicture = /^(image|video|audio)\//i.test(mimeType) || picture.test(beginning)
  if (isPicture) {
    return neutralPictures.some((neutral) => neutral.equals(bytes))
      ? undefined
      : { kind: 'picture', value: `${bytes.length} bytes` }
  }
  if (program.test(beginning)) return undefined
  const value = readableRun(bytes)
  return value === undefined ? undefined : { kind: 'binary', value }
}

/** Letters of the Latin script or of Han in a row that hardly come about by chance. */
function readableRun(bytes: Buffer): string | undefined {
  const isSmall = bytes.length <= smallBytes
  const latin = new RegExp(`[\\w.@/:+-]{${isSmall ? 8 : 12},}`)
  const han = new RegExp(`\\p{Script=Han}{${isSmall ? 2 : 3},}`, 'u')
  return latin.exec(bytes.toString('latin1'))?.[0] ?? han.exec(bytes.toString('utf8'))?.[0]
}
