import type { Container } from '../container.ts'
import { neutralPictureOf } from '../pictures.ts'
import { rewriteBytes } from './base64.ts'
import { decodePercent, encodeLike } from './percent.ts'

const shape = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[^,;]*)*),([\s\S]*)$/i

/** `data:image/png;base64,…`: the picture or text is in the address itself. */
export const dataUri: Container = {
  name: 'data address',
  rewrite(text, leaves, field) {
    const found = shape.exec(text)
    if (found === null) return undefined
    const [, type = '', parameters = '', data = ''] = found
    const isBase64 = /;base64$/i.test(parameters)
    if (type.startsWith('image/')) {
      const bytes = isBase64
        ? Buffer.from(data, 'base64')
        : Buffer.from(decodePercent(data) ?? data)
      return `data:${type};base64,${neutralPictureOf(type, bytes).toString('base64')}`
    }
    if (!isBase64) {
      const value = decodePercent(data) ?? data
      return `data:${type}${parameters},${encodeLike(data, value, leaves.text(value, field))}`
    }
    const bytes = rewriteBytes(Buffer.from(data, 'base64'), (inner) => leaves.text(inner, field))
    return bytes && `data:${type}${parameters},${bytes.toString('base64')}`
  },
}
