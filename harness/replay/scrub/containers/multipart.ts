import type { Container } from '../container.ts'
import { fieldName } from '../field-name.ts'

/** `multipart/form-data`: each part is a field, or a file with its name. */
export const multipart: Container = {
  name: 'multipart',
  rewrite(text, leaves) {
    const [, boundary] = /^(--[^\s]{1,200})\r?\nContent-/i.exec(text) ?? []
    if (boundary === undefined) return undefined
    return text
      .split(boundary)
      .map((part) => {
        const [, head, body, end] = /^(\r?\n[\s\S]*?\r?\n\r?\n)([\s\S]*?)(\r?\n)$/.exec(part) ?? []
        if (head === undefined || body === undefined || end === undefined) return part
        const [, name = ''] = /\bname="([^"]*)"/i.exec(head) ?? []
        const newHead = head.replace(
          /(filename=")([^"]*)(")/i,
          (_, before: string, file: string, after: string) =>
            before + leaves.text(file, 'file_name') + after,
        )
        return newHead + leaves.text(body, fieldName(name)) + end
      })
      .join(boundary)
  },
}
