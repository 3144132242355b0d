/**
 * The probe in every catch clause. It tells the agent what was caught, where, and how the clause
 * was left; see harness/agent/inside/probe.ts for the other end. Without an agent it does nothing.
 */
import type { CallExpression, Node } from 'oxc-parser'
import { wrapCatch } from './catch-clause.ts'
import { enclosingFunction } from './function-name.ts'
import type { ModuleEdit } from './module-edit.ts'
import { walk } from './walk.ts'

const agent = 'globalThis.__glassbox'

/** Puts a probe into every catch clause and every rejection handler that no fault has changed. */
export function probeCatches(edit: ModuleEdit): void {
  walk(edit.module.program, (node, ancestors) => {
    if (node.type === 'CatchClause' && !edit.taken.has(node.start)) {
      const where = place(edit, node.start, enclosingFunction(ancestors))
      const clause = edit.newName()
      const thrown = edit.newName()
      wrapCatch(
        edit,
        node,
        (error) => `const ${clause} = ${agent}?.caught(${error}, ${where}); try {`,
        `} catch (${thrown}) { ${clause}?.rethrown(${thrown}); throw ${thrown} } finally { ${clause}?.left() }`,
      )
    }
    if (node.type === 'CallExpression') probeHandler(edit, node, ancestors)
    return undefined
  })
}

/** `promise.catch(handler)` and `promise.then(done, handler)` are catch clauses too. */
function probeHandler(edit: ModuleEdit, call: CallExpression, ancestors: readonly Node[]): void {
  const { callee } = call
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
  if (callee.computed) return
  const { name: method } = callee.property
  if (method !== 'catch' && method !== 'then') return
  if (call.arguments.some((a) => a.type === 'SpreadElement')) return
  const handler = call.arguments[method === 'catch' ? 0 : 1]
  if (!handler) return
  const where = place(edit, callee.property.start, enclosingFunction(ancestors))
  const name = edit.newName()
  const probe = `${agent} ? ${agent}.handler(${name}, ${where}) : ${name}`
  edit.before(handler.start, `((${name}) => ${probe})(`)
  edit.after(handler.end, ')')
}

/** Code that tells the agent of a catch clause that a fault planted or emptied. */
export function plantedCatch(
  edit: ModuleEdit,
  error: string,
  offset: number,
  name: string,
  fault: string,
): string {
  return `${agent}?.caught(${error}, ${place(edit, offset, name)}, ${quote(fault)})?.left();`
}

/** Code, an expression, that tells the agent that planted code was executed. */
export function reachedReceipt(fault: string): string {
  return `${agent}?.reached(${quote(fault)})`
}

function place({ module }: ModuleEdit, offset: number, name: string | undefined): string {
  return `${quote(module.file)}, ${module.lineOf(offset)}, ${quote(name ?? '')}`
}

/** A string literal that holds on one line, whatever the text. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16)}`,
  )
}
