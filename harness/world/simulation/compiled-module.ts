/**
 * A module of the system, compiled once and instantiated as often as wished: the text becomes a
 * function of what it imports. Lines and columns stay where they were, so stack traces are true.
 * Node's own loader would do the same work again for each instance and never let go of one.
 *
 * What differs from a real ES module: a binding is read when its module has run, not each time it
 * is used. So `export let`, a cycle of imports (see `module-lives.ts`) and `await` outside of
 * functions are refused with a sentence; the system has none of them.
 */
import { stripTypeScriptTypes } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import MagicString from 'magic-string'
import { type ModuleExportName, type Node, parseSync, type Statement } from 'oxc-parser'
import { walk } from '../../fault/code/walk.ts'
import { constantsOf, holdNothing } from './stateless.ts'

/** The getters of a module's exports, by name. */
type Getters = Record<string, () => unknown>
export type Exports = Record<string, unknown>

export interface ModuleRequest {
  specifier: string
  /** What must be there. */
  names: string[]
}

export interface CompiledModule {
  requests: readonly ModuleRequest[]
  /** Which requests are given out whole (`export * from`), by index. */
  stars: readonly number[]
  /**
   * Runs the module. `give` is called before anything in it runs.
   *
   * @param from what each request gave
   * @param load what `import()` calls
   * @returns whether this instance keeps nothing that changes (`stateless.ts`)
   */
  run(
    from: readonly object[],
    give: (getters: Getters) => void,
    load: (specifier: string) => Promise<object>,
  ): boolean
}

/** By text, then file; emptied when it has grown this large. */
const compiled = new Map<string, Map<string, CompiledModule>>()
const mostCompiled = 2000

/**
 * @param file its absolute path
 * @throws Error if it cannot be instantiated this way
 */
export function compileModule(file: string, text: string): CompiledModule {
  const known = compiled.get(text)?.get(file)
  if (known !== undefined) return known
  const module = compile(file, text)
  if (compiled.size >= mostCompiled) compiled.clear()
  const byFile = compiled.get(text) ?? new Map<string, CompiledModule>()
  compiled.set(text, byFile.set(file, module))
  return module
}

function compile(file: string, text: string): CompiledModule {
  const plain = quietly(() => stripTypeScriptTypes(text))
  const { program, errors } = parseSync(`${file}.mjs`, plain)
  const refuse = (why: string): never => {
    throw new Error(`Could not load ${file} into a simulated host: ${why}.`)
  }
  if (errors[0]) refuse(errors[0].message)
  const form = new ModuleForm(plain, refuse)
  for (const statement of program.body) form.take(statement)
  walk(program, (node) => form.visit(node))
  const constants = constantsOf(program)
  const names = constants === undefined ? [] : [...constants.keys()]
  const { head, body } = form.finish()
  const prefix = `(function ($from, $give, $load, $meta) { 'use strict'; ${head}`
  const suffix = `return { __proto__: null, ${names.join(', ')} };`
  const url = pathToFileURL(file).href
  const script = new Script(`${prefix}${body}\n${suffix} })`, {
    filename: url,
    columnOffset: -prefix.length,
  })
  const run: unknown = script.runInThisContext()
  if (typeof run !== 'function') return refuse('it became no function')
  const meta = { url, filename: file, main: false }
  return {
    requests: form.requests,
    stars: form.stars,
    run(from, give, load) {
      const values: unknown = Reflect.apply(run, undefined, [from, give, load, meta])
      return constants !== undefined && holdNothing(constants, Object(values))
    },
  }
}

/** Node calls the stripping of types by hand experimental, once, on standard error. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Rewrites the statements that only a module may have. */
class ModuleForm {
  readonly requests: ModuleRequest[] = []
  readonly stars: number[] = []
  readonly #text: string
  readonly #edit: MagicString
  readonly #refuse: (why: string) => never
  readonly #bindings: string[] = []
  readonly #getters: string[] = []

  constructor(text: string, refuse: (why: string) => never) {
    this.#text = text
    this.#edit = new MagicString(text)
    this.#refuse = refuse
  }

  finish(): { head: string; body: string } {
    const getters = `$give({ __proto__: null, ${this.#getters.join(', ')} }); `
    return { head: getters + this.#bindings.join(' '), body: this.#edit.toString() }
  }

  take(statement: Statement | Node): void {
    if (statement.type === 'ImportDeclaration') {
      const request = this.#request(statement.source.value)
      for (const specifier of statement.specifiers) {
        const { local } = specifier
        if (specifier.type === 'ImportNamespaceSpecifier') {
          this.#bindings.push(`const ${local.name} = $from[${request}];`)
        } else {
          const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default'
          this.#bindings.push(`const ${local.name} = ${this.#imported(request, name)};`)
        }
      }
      this.#blank(statement.start, statement.end)
    } else if (statement.type === 'ExportAllDeclaration') {
      const request = this.#request(statement.source.value)
      if (statement.exported === null) this.stars.push(request)
      else this.#give(nameOf(statement.exported), `$from[${request}]`)
      this.#blank(statement.start, statement.end)
    } else if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement
      const named = 'id' in declaration && declaration.type.endsWith('Declaration')
      const name = named && declaration.id ? nameOf(declaration.id) : undefined
      this.#give('default', name ?? '$default')
      if (name === undefined) {
        this.#edit.overwrite(statement.start, declaration.start, 'const $default = ')
      } else this.#blank(statement.start, declaration.start)
    } else if (statement.type === 'ExportNamedDeclaration') {
      const { declaration, source } = statement
      if (declaration) {
        this.#blank(statement.start, declaration.start)
        for (const name of this.#declared(declaration)) this.#give(name, name)
        return
      }
      const request = source ? this.#request(source.value) : undefined
      for (const { local, exported } of statement.specifiers) {
        const name = nameOf(local)
        this.#give(nameOf(exported), request === undefined ? name : this.#imported(request, name))
      }
      this.#blank(statement.start, statement.end)
    }
  }

  visit(node: Node): undefined {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      this.#edit.overwrite(node.start, node.end, '$meta')
    } else if (node.type === 'ImportExpression') {
      this.#edit.overwrite(node.start, node.start + 'import'.length, '$load')
    }
  }

  #declared(declaration: Node): string[] {
    if (declaration.type === 'VariableDeclaration') {
      if (declaration.kind === 'let') {
        this.#refuse('it exports a `let`, whose later values importers would not see')
      }
      return declaration.declarations.flatMap(({ id }) =>
        id.type === 'Identifier'
          ? [id.name]
          : this.#refuse('it exports what a pattern takes apart; export each name by itself'),
      )
    }
    return 'id' in declaration && declaration.id ? [nameOf(declaration.id)] : []
  }

  #request(specifier: string): number {
    return this.requests.push({ specifier, names: [] }) - 1
  }

  #imported(request: number, name: string): string {
    this.requests[request]?.names.push(name)
    return `$from[${request}][${JSON.stringify(name)}]`
  }

  #give(name: string, value: string): void {
    this.#getters.push(`${JSON.stringify(name)}: () => ${value}`)
  }

  /** Leaves the lines and columns of what follows where they are. */
  #blank(start: number, end: number): void {
    this.#edit.overwrite(start, end, this.#text.slice(start, end).replace(/[^\n]/g, ' '))
  }
}

function nameOf(name: ModuleExportName | Node): string {
  if (name.type === 'Identifier') return name.name
  return name.type === 'Literal' ? String(name.value) : ''
}
