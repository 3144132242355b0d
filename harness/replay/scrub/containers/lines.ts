import type { Container } from '../container.ts'
import { isJson } from './json.ts'

const eventLine = /^(data|event|id|retry|): ?/

/** Streams of events, lines of JSON, play lists: a line is a value. */
export const lines: Container = {
  name: 'lines',
  rewrite(text, leaves, field) {
    const all = text.split('\n')
    if (all.length < 2) return undefined
    const said = all.filter((line) => line.trim() !== '')
    if (said.length > 0 && said.every((line) => eventLine.test(line))) {
      return all.map((line) => rewriteEvent(line, (data) => leaves.text(data, field))).join('\n')
    }
    const isLines = said.every((line) => /^\s*[[{]/.test(line) && isJson(line))
    return isLines || text.startsWith('#EXTM3U')
      ? all.map((line) => (line.startsWith('#EXT') ? line : leaves.text(line, field))).join('\n')
      : undefined
  },
}

function rewriteEvent(line: string, rewrite: (data: string) => string): string {
  const [kept = ''] = eventLine.exec(line) ?? []
  return /^(data|id|)/.test(line) ? kept + rewrite(line.slice(kept.length)) : line
}
