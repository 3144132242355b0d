import type { Node } from 'oxc-parser'
import { FaultError } from '../fault.ts'
import type { CodeFault, CodeFaultKind } from './code-fault.ts'
import { findFunction, type NamedFunction } from './function-name.ts'
import type { ModuleSource } from './module-source.ts'
import { reachedReceipt } from './probe.ts'
import { applyTextEdits, type TextEdit } from './text-edit.ts'
import { walk } from './walk.ts'

/** A longer function is not shown whole in a sentence. */
const mostLinesShown = 60

export const replacedCode: CodeFaultKind = {
  name: 'replacedCode',
  layer: 'code',
  docs: {
    title: 'A piece of a function is another',
    meaning:
      'The piece `old`, which occurs in the function exactly once, is replaced by `new`. Spaces and line ends in `old` stand for any others. Reached means: the statement (or the body of the arrow function) that holds the piece was about to be executed.',
    example:
      'replacedCode:system/worker/heartbeat-sender.ts#HeartbeatSender.start?old=%3F%3F%3D&new=%3D',
    options: {
      old: 'the piece, as it is written in the function',
      new: 'what is to stand there instead, on one line; nothing takes the piece away',
    },
  },

  check(fault, module) {
    const { old, new: replacement, ...others } = fault.options
    const unknown = Object.keys(others)[0]
    if (unknown !== undefined) {
      throw new FaultError(`Fault replacedCode has no option \`${unknown}\`; it has: old, new.`)
    }
    if (old === undefined || old.trim() === '' || replacement === undefined) {
      throw new FaultError(
        'Fault replacedCode needs both options: old, the piece that is to go, and new, what comes instead.',
      )
    }
    if (/[\r\n]/.test(replacement)) {
      throw new FaultError(
        'Option new of replacedCode has to be on one line, so that all other lines stay where they are.',
      )
    }
    applyTextEdits(module, edits(fault, module))
  },

  rewrite: edits,
}

function edits(fault: CodeFault, module: ModuleSource): TextEdit[] {
  const target = findFunction(fault, module)
  const piece = findPiece(fault, module, target)
  const replaced = { fault: fault.id, ...piece, text: fault.options.new ?? '' }
  return [...receipt(fault, target, piece), replaced]
}

interface Piece {
  start: number
  end: number
}

/** Where `old` stands in the function. */
function findPiece(fault: CodeFault, module: ModuleSource, { node }: NamedFunction): Piece {
  const words = (fault.options.old ?? '').trim().split(/\s+/)
  const pattern = new RegExp(words.map((word) => RegExp.escape(word)).join('\\s+'), 'g')
  const found = [...module.text.slice(node.start, node.end).matchAll(pattern)]
  const [match] = found
  if (match !== undefined && found.length === 1) {
    const start = node.start + match.index
    return { start, end: start + match[0].length }
  }
  throw new FaultError(
    `\`${fault.symbol}\` in ${fault.file} holds \`${words.join(' ')}\` ${found.length} times, and replacedCode needs a piece that occurs there exactly once. The function is:\n${linesOf(module, node)}`,
  )
}

function linesOf(module: ModuleSource, node: Node): string {
  const first = module.lineOf(node.start)
  const last = module.lineOf(node.end)
  const lines = module.text.split('\n').slice(first - 1, last)
  const shown = lines.slice(0, mostLinesShown).map((line, index) => `${first + index}  ${line}`)
  return [...shown, ...(lines.length > mostLinesShown ? ['…'] : [])].join('\n')
}

/** What tells of it when the piece's place is executed: before its statement, or its expression. */
function receipt(fault: CodeFault, { node }: NamedFunction, piece: Piece): TextEdit[] {
  const tell = reachedReceipt(fault.id)
  const at = (start: number, text: string) => ({ fault: fault.id, start, end: start, text })
  const place = innermost(node, piece)
  if (place === undefined) {
    // It is among the parameters: told as soon as the function runs.
    const { body } = node
    if (body?.type === 'BlockStatement') return [at(body.start + 1, ` ${tell};`)]
    return body ? [at(body.start, `(${tell}, `), at(body.end, ')')] : []
  }
  if ('expression' in place) {
    const { start, end } = place.expression
    return [at(start, `(${tell}, `), at(end, ')')]
  }
  const statement = place.statements.find(({ end }) => end > piece.start)
  return [at(Math.min(statement?.start ?? piece.start, piece.start), `${tell}; `)]
}

type Place = { statements: readonly Node[] } | { expression: Node }

/** The innermost list of statements, or expression body of an arrow function, around a piece. */
function innermost(node: Node, { start, end }: Piece): Place | undefined {
  let found: Place | undefined
  walk(node, (inner) => {
    if (inner.start > start || inner.end < end) return 'skip'
    if (inner.type === 'BlockStatement') found = { statements: inner.body }
    // The colon of a case comes before its statements; a piece of its test is not one of them.
    if (inner.type === 'SwitchCase' && (inner.consequent[0]?.start ?? end) <= start) {
      found = { statements: inner.consequent }
    }
    if (inner.type !== 'ArrowFunctionExpression' || inner.body.type === 'BlockStatement') {
      return undefined
    }
    if (inner.body.start <= start && end <= inner.body.end) found = { expression: inner.body }
    return undefined
  })
  return found
}
