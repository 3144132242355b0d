import type { Node } from 'oxc-parser'
import { FaultError } from '../fault.ts'
import type { CodeFault } from './code-fault.ts'
import type { ModuleSource } from './module-source.ts'
import { nearest } from './nearest.ts'
import { type FunctionNode, isFunction, walk } from './walk.ts'

/** A function with a body and a name of its own: what a fault can be aimed at. */
export interface NamedFunction {
  name: string
  node: FunctionNode
  line: number
  /** A constructor of a class that extends another. */
  derivedConstructor: boolean
}

/** Every named function of a module, in the order of the text. */
export function namedFunctions(module: ModuleSource): NamedFunction[] {
  const found: NamedFunction[] = []
  walk(module.program, (node, ancestors) => {
    if (!isFunction(node) || !node.body) return undefined
    const name = ownName(node, ancestors)
    if (name === undefined) return undefined
    const [member, , owner] = ancestors
    const derivedConstructor =
      member?.type === 'MethodDefinition' &&
      member.kind === 'constructor' &&
      isClass(owner) &&
      owner.superClass !== null
    found.push({ name, node, line: module.lineOf(node.start), derivedConstructor })
    return undefined
  })
  return found
}

/** The function that a fault names. Throws a FaultError if there is none, or several. */
export function findFunction(fault: CodeFault, module: ModuleSource): NamedFunction {
  const all = namedFunctions(module)
  const [target, second] = all.filter((f) => f.name === fault.symbol)
  if (!target) {
    const names = [...new Set(all.map((f) => f.name))]
    const list = names.length > 0 ? names.join(', ') : 'none with a name'
    throw new FaultError(
      `${fault.file} has no function \`${fault.symbol}\`${nearest(fault.symbol, names)} It has: ${list}.`,
    )
  }
  if (second) {
    throw new FaultError(
      `${fault.file} has several functions \`${fault.symbol}\` (lines ${target.line} and ${second.line}); a fault needs a name that only one has.`,
    )
  }
  return target
}

/** The nearest function around a place that has a name: `Class.method` or `name`. */
export function enclosingFunction(ancestors: readonly Node[]): string | undefined {
  for (const [index, node] of ancestors.entries()) {
    const around = ancestors.slice(index + 1)
    if (isFunction(node)) {
      const name = ownName(node, around)
      if (name !== undefined) return name
    }
    if (node.type === 'StaticBlock') return `${className(around) ?? ''}.static`
  }
  return undefined
}

function ownName(node: FunctionNode, ancestors: readonly Node[]): string | undefined {
  if (node.type !== 'ArrowFunctionExpression' && node.id) return node.id.name
  // A cast, parentheses and `satisfies` around a function do not take its name.
  const around = ancestors.filter((a) => !isWrapper(a))
  const [parent] = around
  switch (parent?.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return `${className(around) ?? '(class)'}.${keyName(parent.key)}`
    case 'Property': {
      const owner = objectName(around)
      return owner === undefined ? keyName(parent.key) : `${owner}.${keyName(parent.key)}`
    }
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined
    case 'AssignmentExpression':
      return parent.left.type === 'Identifier' ? parent.left.name : undefined
    case 'ExportDefaultDeclaration':
      return 'default'
    default:
      return undefined
  }
}

function className(ancestors: readonly Node[]): string | undefined {
  const index = ancestors.findIndex(isClass)
  const owner = ancestors[index]
  if (!isClass(owner)) return undefined
  if (owner.id) return owner.id.name
  const parent = ancestors[index + 1]
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier')
    return parent.id.name
  return parent?.type === 'ExportDefaultDeclaration' ? 'default' : undefined
}

/** `const api = { load() {} }`: the method's owner is `api`. */
function objectName(ancestors: readonly Node[]): string | undefined {
  const [, object, holder] = ancestors
  if (object?.type !== 'ObjectExpression' || holder?.type !== 'VariableDeclarator') return undefined
  return holder.id.type === 'Identifier' ? holder.id.name : undefined
}

function keyName(key: Node): string {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' ? String(key.value) : '[computed]'
}

type ClassNode = Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }>

function isClass(node: Node | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression'
}

function isWrapper(node: Node): boolean {
  return (
    node.type === 'ParenthesizedExpression' ||
    node.type === 'TSAsExpression' ||
    node.type === 'TSSatisfiesExpression'
  )
}
