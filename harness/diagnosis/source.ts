/** The source files of the code under test, read when a diagnosis wants to look at a line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'
import { namedFunctions } from '../fault/code/function-name.ts'
import { parseModule } from '../fault/code/module-source.ts'

export class Sources {
  readonly #root: string
  readonly #texts = new Map<string, string | undefined>()
  readonly #parsed = new Map<string, ParseResult>()

  constructor(root: string) {
    this.#root = root
  }

  /** Undefined if the file is not there: a journal may be older than the tree it is read in. */
  text(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, this.#read(file))
    return this.#texts.get(file)
  }

  #read(file: string): string | undefined {
    if (!isInside(file)) return undefined
    try {
      return readFileSync(join(this.#root, file), 'utf8')
    } catch {
      // A missing source only makes the diagnosis less precise, and the report shows it as absent.
      return undefined
    }
  }

  /** All source files of the system, sorted; tests left out. None where only a journal is at hand. */
  files(): string[] {
    const folder = join(this.#root, 'system')
    if (!existsSync(folder)) return []
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => `system/${file.split(sep).join('/')}`)
      .sort()
  }

  lines(file: string, around: number, margin = 3): { line: number; text: string }[] {
    const rows = this.text(file)?.split('\n') ?? []
    const first = Math.max(1, around - margin)
    return rows
      .slice(first - 1, around + margin)
      .map((text, index) => ({ line: first + index, text }))
  }

  parse(file: string): ParseResult | undefined {
    const text = this.text(file)
    if (text === undefined) return undefined
    const known = this.#parsed.get(file) ?? parseSync(file, text)
    this.#parsed.set(file, known)
    return known
  }

  /** The innermost named function around a line, as `Class.method` or `name`. */
  functionAt(file: string, line: number): string | undefined {
    const text = this.text(file)
    if (text === undefined) return undefined
    const module = parseModule(file, text)
    return namedFunctions(module).findLast(
      ({ node }) => module.lineOf(node.start) <= line && line <= module.lineOf(node.end),
    )?.name
  }

  /** 1-based line of an offset in a file. */
  lineOf(file: string, offset: number): number {
    return (this.text(file) ?? '').slice(0, offset).split('\n').length
  }
}

/** A stack trace may come from a journal of a stranger; it must not make us read other files. */
function isInside(file: string): boolean {
  const normal = posix.normalize(file)
  return normal.startsWith('system/') && !normal.includes('..')
}
