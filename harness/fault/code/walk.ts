import {
  type ArrowFunctionExpression,
  type Node,
  type Function as PlainFunction,
  visitorKeys,
} from 'oxc-parser'

/**
 * Visits a syntax tree from the top, each node before its children. `ancestors` goes from the
 * nearest parent outwards. A visitor that returns `'skip'` keeps out of the node's children.
 */
export function walk(
  node: Node,
  visit: (node: Node, ancestors: readonly Node[]) => 'skip' | undefined,
  ancestors: readonly Node[] = [],
): void {
  if (visit(node, ancestors) === 'skip') return
  const inner = [node, ...ancestors]
  for (const child of children(node)) walk(child, visit, inner)
}

export function children(node: Node): Node[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(node, key)
    return (Array.isArray(value) ? value : [value]).filter(isNode)
  })
}

/** A function or arrow function; `body` is null where only its type is declared. */
export type FunctionNode = PlainFunction | ArrowFunctionExpression

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  )
}

/** Everything inside a function that runs as part of it, not as part of a function within. */
export function walkOwn(node: FunctionNode, visit: (node: Node) => void): void {
  const { body } = node
  if (!body) return
  walk(body, (inner) => {
    if (isFunction(inner) || inner.type === 'ClassBody') return 'skip'
    visit(inner)
    return undefined
  })
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string'
  )
}
