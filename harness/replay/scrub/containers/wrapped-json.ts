import type { Container } from '../container.ts'
import { json } from './json.ts'

const shape = /^([\w$.=\s()/;:,'\]}*-]{0,80}?)([[{][\s\S]*[\]}])([\s);]*)$/

/** `callback({…});`, `window.x = {…}`, `42["event",{…}]`, `for(;;);{…}`: JSON with something round it. */
export const wrappedJson: Container = {
  name: 'wrapped JSON',
  rewrite(text, leaves, field) {
    const [, before = '', inner = '', after = ''] = shape.exec(text) ?? []
    if (inner === '' || before + after === '') return undefined
    const rewritten = json.rewrite(inner, leaves, field)
    return rewritten === undefined ? undefined : before + rewritten + after
  },
}
