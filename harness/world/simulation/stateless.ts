/**
 * Whether instances of a module can be told apart: not if it keeps nothing that changes. Then hosts,
 * lives and simulations may share one instance, which saves building its schemas anew. Decided in
 * two steps, both on the safe side: from the text, and from what its constants turn out to hold.
 */
import type { Node, Program, Statement } from 'oxc-parser'
import { isFunction, walk } from '../../fault/code/walk.ts'

/** A constant of a module, by name: whether what it holds was made by calling something. */
export type Constants = ReadonlyMap<string, { made: boolean }>

/** The constants of a module that declares nothing but constants, functions and plain classes. */
export function constantsOf(program: Program): Constants | undefined {
  const constants = new Map<string, { made: boolean }>()
  const foreign = libraryNames(program)
  for (const statement of program.body) {
    const declaration = declarationOf(statement)
    if (declaration === 'none') continue
    if (declaration?.type === 'ClassDeclaration' && !hasStatics(declaration)) continue
    if (declaration?.type === 'FunctionDeclaration') continue
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || init === null || init === undefined) return
      const { calls, mentions } = whatRuns(init)
      if (!foreign.isDisjointFrom(mentions)) return
      constants.set(id.name, { made: calls })
    }
  }
  let loads = false
  walk(program, (node) => {
    if (node.type === 'ImportExpression') loads = true
    return undefined
  })
  return loads ? undefined : constants
}

/** Undefined for a statement that does something. */
function declarationOf(statement: Statement): Node | 'none' | undefined {
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return 'none'
    case 'ExportNamedDeclaration':
      return statement.declaration ?? 'none'
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement
    default:
      return undefined
  }
}

function hasStatics(declaration: Node): boolean {
  let found = false
  walk(declaration, (node) => {
    if (node.type === 'StaticBlock') found = true
    if (node.type === 'PropertyDefinition' && node.static) found = true
    return undefined
  })
  return found
}

/** Names of what is imported from libraries: what they give may be anything. zod gives schemas. */
function libraryNames(program: Program): Set<string> {
  const names = new Set<string>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    const from = statement.source.value
    if (from.startsWith('.') || from === 'zod') continue
    for (const { local } of statement.specifiers) names.add(local.name)
  }
  return names
}

/** What an initial value does when it is made, functions within left out. */
function whatRuns(init: Node): { calls: boolean; mentions: Set<string> } {
  let calls = false
  const mentions = new Set<string>()
  walk(init, (node) => {
    if (isFunction(node)) return 'skip'
    if (['CallExpression', 'NewExpression', 'TaggedTemplateExpression'].includes(node.type)) {
      calls = true
    }
    if (node.type === 'Identifier') mentions.add(node.name)
    return undefined
  })
  return { calls, mentions }
}

/** Whether these values can hold nothing that changes; freezes what is plain. */
export function holdNothing(
  constants: Constants,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const plain: object[] = []
  for (const [name, { made }] of constants) {
    if (!holdsNothing(values[name], made, plain)) return false
  }
  for (const value of plain) Object.freeze(value)
  return true
}

/** @param made by a call: a function among it may have variables of its own behind it */
function holdsNothing(value: unknown, made: boolean, plain: object[]): boolean {
  if (typeof value === 'function') return !made && Object.keys(value).length === 0
  if (typeof value !== 'object' || value === null || plain.includes(value)) return true
  if (isSchema(value)) return true
  if (value instanceof RegExp) return !value.global && !value.sticky
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  plain.push(value)
  const properties = Object.values(Object.getOwnPropertyDescriptors(value))
  return properties.every(
    (property) => property.get === undefined && holdsNothing(property.value, made, plain),
  )
}

/** Of zod: it never changes, but for what it works out once. */
function isSchema(value: object): boolean {
  return '_zod' in value && 'safeParse' in value
}
