import MagicString from 'magic-string'
import type { ModuleSource } from './module-source.ts'

/**
 * The edits of one module. All stay on the line of what they stand at, so that every original
 * statement keeps its line and stack traces stay true without a source map.
 *
 * `open` and `close` stand just inside a pair of braces or around a whole construct; `before` and
 * `after` hug an expression. Where both meet at one offset, `open` and `close` are the outer ones.
 */
export class ModuleEdit {
  readonly module: ModuleSource
  /** Catch clauses and functions, by start, that a fault has changed already. */
  readonly taken = new Map<number, string>()
  readonly #magic: MagicString
  readonly #prefix: string
  #names = 0
  #tail = ''

  constructor(module: ModuleSource) {
    this.module = module
    this.#magic = new MagicString(module.text)
    let prefix = '__gb'
    while (module.text.includes(prefix)) prefix += '_'
    this.#prefix = prefix
  }

  /** A name that the module does not use. */
  newName(): string {
    return `${this.#prefix}${this.#names++}`
  }

  open(offset: number, code: string): void {
    this.#magic.appendLeft(offset, oneLine(code))
  }

  close(offset: number, code: string): void {
    // Outermost first here as well: what is closed later stands further in.
    this.#magic.prependRight(offset, oneLine(code))
  }

  before(offset: number, code: string): void {
    // Outermost first: what is inserted later stands nearer to the expression.
    this.#magic.appendRight(offset, oneLine(code))
  }

  after(offset: number, code: string): void {
    this.#magic.prependLeft(offset, oneLine(code))
  }

  /** Puts other text in place of some, with the same number of line ends. */
  replace(start: number, end: number, code: string): void {
    const lineEnds = this.module.text.slice(start, end).replace(/[^\n]/g, '')
    this.#magic.update(start, end, `${oneLine(code)}${lineEnds}`)
  }

  /** Adds statements at the end of the last line that holds code. */
  append(code: string): void {
    this.#tail += `; ${oneLine(code)}`
  }

  /** The edited text. */
  toString(): string {
    const last = this.module.program.body.at(-1)
    if (this.#tail) this.#magic.appendRight(last?.end ?? 0, this.#tail)
    this.#tail = ''
    return this.#magic.toString()
  }
}

function oneLine(code: string): string {
  if (code.includes('\n')) throw new Error(`An edit must stay on one line: ${code}`)
  return code
}
