/** Grey pictures that stand in place of faces and works. */
import { crc32, deflateSync } from 'node:zlib'

const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAACAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ALAA/9k=',
  'base64',
)
const webp = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoCAAIAB0CWJaQAA3AA/ucaAAA=', 'base64')
const gif = Buffer.from('R0lGODlhAQABAIAAAMDAwAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
const png = greyPng()
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#c0c0c0"/></svg>',
)

/** Everything that a scrubbed recording may show. */
export const neutralPictures: readonly Buffer[] = [jpeg, webp, gif, png, svg]

/** By the bytes that a file begins with. Browsers go by them too, whatever the type says. */
const beginnings: readonly { begins: RegExp; picture: Buffer }[] = [
  { begins: /^\xff\xd8\xff/, picture: jpeg },
  { begins: /^RIFF[\s\S]{4}WEBP/, picture: webp },
  { begins: /^GIF8[79]a/, picture: gif },
  { begins: /^\x89PNG\r\n/, picture: png },
  // AVIF and HEIC, BMP, icons, TIFF.
  { begins: /^[\s\S]{4}ftyp(avif|avis|heic|heix|mif1|msf1)/, picture: png },
  { begins: /^BM[\s\S]{4}\0\0\0\0/, picture: png },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant.
  { begins: /^\0\0\x01\0[\x01-\x10]\0/, picture: png },
  { begins: /^(II\*\0|MM\0\*)/, picture: png },
  {
    begins: /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/,
    picture: svg,
  },
]

/** The grey picture to show instead; undefined if the bytes are no picture. */
export function neutralPicture(bytes: Buffer): Buffer | undefined {
  const beginning = bytes.toString('latin1', 0, 400)
  return beginnings.find(({ begins }) => begins.test(beginning))?.picture
}

/** The same for an answer whose type says that it is a picture, whatever its bytes are. */
export function neutralPictureOf(mimeType: string, bytes: Buffer): Buffer {
  return neutralPicture(bytes) ?? (mimeType.includes('svg') ? svg : png)
}

function greyPng(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0xc0]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
