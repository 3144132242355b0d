import type { TryStatement } from 'oxc-parser'
import { FaultError } from '../fault.ts'
import { wrapCatch } from './catch-clause.ts'
import type { CodeFault, CodeFaultKind } from './code-fault.ts'
import { findFunction, type NamedFunction, namedFunctions } from './function-name.ts'
import type { ModuleEdit } from './module-edit.ts'
import type { ModuleSource } from './module-source.ts'
import { plantedCatch } from './probe.ts'
import { walk, walkOwn } from './walk.ts'

export const silentCatch: CodeFaultKind = {
  name: 'silentCatch',
  layer: 'code',
  docs: {
    title: 'A function’s errors are swallowed',
    meaning:
      'An error is thrown at the start of the function and dropped without a word: inside its first `try`, with all its catch bodies emptied; where it has none, the whole body is wrapped in a `try` whose catch is empty. To the caller the function simply did nothing.',
    example: 'silentCatch:system/worker/platforms/base/data-pusher.ts#DataPusher.pushDataSync',
    options: {
      throws: 'yes (default): an error is planted; no: only errors of its own are swallowed',
    },
  },

  check(fault, module) {
    const { throws = 'yes', ...others } = fault.options
    const unknown = Object.keys(others)[0]
    if (unknown !== undefined) {
      throw new FaultError(`Fault silentCatch has no option \`${unknown}\`; it has: throws=yes|no.`)
    }
    if (throws !== 'yes' && throws !== 'no') {
      throw new FaultError(`Option throws of silentCatch is yes or no, not \`${throws}\`.`)
    }
    find(fault, module)
  },

  plant(fault, edit) {
    const target = find(fault, edit.module)
    const other = edit.taken.get(target.node.start)
    if (other !== undefined) {
      throw new FaultError(`Faults ${other} and ${fault.id} are planted in the same function.`)
    }
    edit.taken.set(target.node.start, fault.id)
    const tries = ownTries(target, edit.module)
    if (tries.length > 0) emptyCatches(fault, edit, target, tries)
    else wrapBody(fault, edit, target)
  },
}

function emptyCatches(
  fault: CodeFault,
  edit: ModuleEdit,
  target: NamedFunction,
  tries: readonly TryStatement[],
): void {
  const [first] = tries
  if (first && throws(fault)) edit.open(first.block.start + 1, ` ${plantedThrow(fault)}`)
  for (const { handler } of tries) {
    if (!handler) continue
    edit.taken.set(handler.start, fault.id)
    const tell = (error: string) => plantedCatch(edit, error, handler.start, target.name, fault.id)
    // Dead rather than gone: the lines stay, and so does what `var` in there declares.
    wrapCatch(edit, handler, (error) => `${tell(error)} if (false) {`, '}')
  }
}

function wrapBody(fault: CodeFault, edit: ModuleEdit, { node, name }: NamedFunction): void {
  const { body } = node
  if (!body) return
  const error = edit.newName()
  const start = `try {${throws(fault) ? ` ${plantedThrow(fault)}` : ''}`
  const end = `} catch (${error}) { ${plantedCatch(edit, error, node.start, name, fault.id)} }`
  // Only an awaited promise can be caught here.
  const [value, valueEnd] = node.async ? ['return (await (', '))'] : ['return (', ')']
  if (body.type !== 'BlockStatement') {
    edit.open(body.start, `{ ${start} ${value}`)
    edit.close(body.end, `${valueEnd} ${end} }`)
    return
  }
  edit.open(body.start + 1, ` ${start}`)
  edit.close(body.end - 1, `${end} `)
  if (!node.async) return
  walkOwn(node, (inner) => {
    if (inner.type !== 'ReturnStatement' || !inner.argument) return
    edit.before(inner.argument.start, 'await (')
    edit.after(inner.argument.end, ')')
  })
}

/**
 * The `try` statements of the function that catch, in the order of the text; also those of nameless
 * functions written in it, which are its own code as a reader sees it (`withSpan(…, async () => {…})`).
 */
function ownTries({ node }: NamedFunction, module: ModuleSource): TryStatement[] {
  const { body } = node
  if (!body) return []
  const named = new Set(namedFunctions(module).map((f): unknown => f.node))
  const found: TryStatement[] = []
  walk(body, (inner) => {
    if (named.has(inner) || inner.type === 'ClassBody') return 'skip'
    if (inner.type === 'TryStatement' && inner.handler) found.push(inner)
    return undefined
  })
  return found
}

function throws(fault: CodeFault): boolean {
  return fault.options.throws !== 'no'
}

function plantedThrow(fault: CodeFault): string {
  return `throw new Error(${JSON.stringify(`planted by ${fault.id}`)});`
}

function find(fault: CodeFault, module: ModuleSource): NamedFunction {
  const target = findFunction(fault, module)
  if (target.node.generator) {
    throw new FaultError(
      `\`${fault.symbol}\` in ${fault.file} is a generator, and silentCatch cannot swallow the errors of a generator: its body runs piece by piece, as its caller asks.`,
    )
  }
  if (target.derivedConstructor) {
    throw new FaultError(
      `\`${fault.symbol}\` in ${fault.file} is the constructor of a derived class, and silentCatch cannot swallow its errors: without super() there is no object to return.`,
    )
  }
  return target
}
