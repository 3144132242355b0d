import type { CatchClause } from 'oxc-parser'
import type { ModuleEdit } from './module-edit.ts'

/**
 * Puts code around the body of a catch clause, inside its braces. `open` gets the name that holds
 * the caught error: the clause's own, or a new one where it has none or takes the error apart.
 */
export function wrapCatch(
  edit: ModuleEdit,
  clause: CatchClause,
  open: (error: string) => string,
  close: string,
): void {
  const { param, body } = clause
  const inside = body.start + 1
  if (param?.type === 'Identifier') {
    edit.open(inside, ` ${open(param.name)}`)
  } else if (param === null) {
    const error = edit.newName()
    edit.open(body.start, `(${error}) `)
    edit.open(inside, ` ${open(error)}`)
  } else {
    // `catch ({ message }) {` becomes `catch (e) { …; let { message } = e; `: the pattern stays
    // where it stands, only the two brackets behind it give way.
    const error = edit.newName()
    edit.before(param.start, `${error}) { ${open(error)} let `)
    const bracket = closingBracket(edit, param.end, body.start)
    edit.replace(bracket, bracket + 1, ` = ${error};`)
    edit.replace(body.start, inside, ' ')
  }
  edit.close(body.end - 1, `${close} `)
}

function closingBracket({ module }: ModuleEdit, from: number, to: number): number {
  for (let offset = from; offset < to; offset++) {
    const comment = module.comments.find((c) => c.start <= offset && offset < c.end)
    if (comment) offset = comment.end - 1
    else if (module.text[offset] === ')') return offset
  }
  throw new Error(`${module.file} has a catch clause without its closing bracket at ${from}.`)
}
