/** Where two journals that should be the same begin to differ. */

export interface Difference {
  /** Line of the journal, from 1. */
  line: number
  /** Where in the line: `resourceSpans.0.scopeSpans.0.spans.3.spanId`; empty for a missing line. */
  path: string
  one: string
  other: string
}

/** Undefined if they are the same to the last byte. */
export function firstDifference(one: string, other: string): Difference | undefined {
  if (one === other) return undefined
  const [a, b] = [one.split('\n'), other.split('\n')]
  const index = a.findIndex((line, i) => line !== b[i])
  const at = index < 0 ? a.length : index
  const [lineA, lineB] = [a[at], b[at]]
  if (lineA === undefined || lineB === undefined) {
    return { line: at + 1, path: '', one: lineA ?? 'no line', other: lineB ?? 'no line' }
  }
  const { path, one: valueA, other: valueB } = differing(parse(lineA), parse(lineB), [])
  return { line: at + 1, path: path.join('.'), one: show(valueA), other: show(valueB) }
}

interface Differing {
  path: string[]
  one: unknown
  other: unknown
}

function differing(one: unknown, other: unknown, path: string[]): Differing {
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [a, b]: unknown[] = [Reflect.get(one, key), Reflect.get(other, key)]
      if (JSON.stringify(a) !== JSON.stringify(b)) return differing(a, b, [...path, key])
    }
  }
  return { path, one, other }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A broken line is compared as the text that it is.
    return line
  }
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300)
}
