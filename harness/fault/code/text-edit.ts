import { FaultError } from '../fault.ts'
import { type ModuleSource, parseModule } from './module-source.ts'

/** Other text for a stretch of a module; where both ends are one, text is put in there. */
export interface TextEdit {
  /** Whose it is. */
  fault: string
  start: number
  end: number
  text: string
}

/**
 * The module with all edits in it, parsed. Line ends that an edit takes away come back behind its
 * text, so every other line stays where it was. Throws a FaultError where edits meet, or where the
 * text is no TypeScript any more.
 */
export function applyTextEdits(module: ModuleSource, edits: readonly TextEdit[]): ModuleSource {
  if (edits.length === 0) return module
  // An insertion stands before what is replaced at the same place; sorting keeps the order else.
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let text = ''
  let last = { fault: '', end: 0 }
  for (const edit of sorted) {
    if (edit.start < last.end) {
      throw new FaultError(
        `Faults ${last.fault} and ${edit.fault} change the same code of ${module.file}.`,
      )
    }
    const lineEnds = module.text.slice(edit.start, edit.end).replace(/[^\n]/g, '')
    text += module.text.slice(last.end, edit.start) + edit.text + lineEnds
    last = { fault: edit.fault, end: edit.end }
  }
  text += module.text.slice(last.end)
  try {
    return parseModule(module.file, text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const faults = [...new Set(edits.map((edit) => edit.fault))].join(' and ')
    throw new FaultError(`With ${faults} the module is no TypeScript any more. ${why}`)
  }
}
