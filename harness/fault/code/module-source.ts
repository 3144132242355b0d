import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Comment, type Program, parseSync } from 'oxc-parser'
import { FaultError } from '../fault.ts'

/** One module of the system, read and parsed; it is never changed. */
export interface ModuleSource {
  /** Relative to the root, with forward slashes. */
  file: string
  text: string
  /** Stands for the text in caches. */
  hash: string
  program: Program
  comments: readonly Comment[]
  lineOf(offset: number): number
}

/** Reads a module of the system. Throws a FaultError if it cannot be read or parsed. */
export function readModule(root: string, file: string): ModuleSource {
  let text: string
  try {
    text = readFileSync(join(root, file), 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new FaultError(`Could not read ${file}: ${why}.`)
  }
  return parseModule(file, text)
}

/** The parsed form of each text, by file and content; emptied when it has grown this large. */
const parsed = new Map<string, ModuleSource>()
const mostParsed = 1000

export function parseModule(file: string, text: string): ModuleSource {
  const hash = createHash('sha256').update(`${file}\0${text}`).digest('hex')
  const known = parsed.get(hash)
  if (known) return known
  const { program, comments, errors } = parseSync(file, text)
  const error = errors.find((e) => e.severity === 'Error')
  const starts = lineStarts(text)
  const lineOf = (offset: number) => lineAt(starts, offset)
  if (error) {
    const line = lineOf(error.labels[0]?.start ?? 0)
    throw new FaultError(`Could not parse ${file}, line ${line}: ${error.message}`)
  }
  const module = { file, text, hash, program, comments, lineOf }
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(hash, module)
  return module
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1)
  return starts
}

/** Lines count from 1; a search by halves. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}
