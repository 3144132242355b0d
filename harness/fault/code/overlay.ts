import { createHash } from 'node:crypto'
import { FaultError, strikes } from '../fault.ts'
import { checkCodeFault, kindOf } from './check-code-fault.ts'
import type { CodeFault, Receipt } from './code-fault.ts'
import { plantReceipt } from './import-receipts.ts'
import { ModuleEdit } from './module-edit.ts'
import { type ModuleSource, parseModule } from './module-source.ts'
import { probeCatches } from './probe.ts'
import { SystemTree } from './system-tree.ts'
import { applyTextEdits } from './text-edit.ts'

/** A module as a process under test is to load it. */
export interface OverlayModule {
  original: string
  /** The edited text, with its lines where they were. */
  text: string
  /** Ids of the faults planted in it. */
  faults: string[]
}

/** The edited sources for one host, by file relative to the root; what is unedited is absent. */
export interface Overlay {
  modules: ReadonlyMap<string, OverlayModule>
}

export interface OverlayOptions {
  root: string
  /** The files below the root as they are now, if absent. */
  tree?: SystemTree
  faults: readonly CodeFault[]
  /** Only faults that strike this host; all of them if absent. */
  host?: string
}

/**
 * Edits every module of the system: a probe in each catch clause, and the faults. Fast when little
 * has changed, since edits are kept by content. Throws a FaultError if a fault has no such place.
 */
export function buildOverlay({
  root,
  tree = new SystemTree(root),
  faults,
  host,
}: OverlayOptions): Overlay {
  const byId = new Map(faults.map((fault) => [fault.id, fault]))
  const planted = [...byId.values()].filter((f) => host === undefined || strikes(f, host))
  const ofTree = overlays.get(tree) ?? new Map<string, Overlay>()
  overlays.set(tree, ofTree)
  const key = JSON.stringify(planted.map(({ id }) => id))
  const known = ofTree.get(key) ?? plant(tree, planted)
  ofTree.set(key, known)
  return known
}

/** What was built of each tree, by the faults in it: most hosts of most runs have none. */
const overlays = new WeakMap<SystemTree, Map<string, Overlay>>()

function plant(tree: SystemTree, planted: readonly CodeFault[]): Overlay {
  for (const fault of planted) checkCodeFault(fault, tree)
  const sources = new Map(tree.files().map((file) => [file, tree.module(file)]))
  const receipts = planted.map((fault) => kindOf(fault).receipts?.(fault, sources))
  const modules = new Map<string, OverlayModule>()
  for (const [file, source] of sources) {
    const own = planted.filter((fault) => fault.file === file)
    const told = receipts.flatMap((byFile) => byFile?.get(file) ?? [])
    const text = edited(source, own, told)
    if (text === source.text) continue
    modules.set(file, { original: source.text, text, faults: own.map((fault) => fault.id) })
  }
  return { modules }
}

/**
 * What an overlay changes, for people to read: each changed line of the modules that faults are
 * planted in, as it was and as it is.
 */
export function explainOverlay(overlay: Overlay): string {
  const parts: string[] = []
  for (const [file, module] of overlay.modules) {
    if (module.faults.length === 0) continue
    parts.push(`${file} (${module.faults.join(', ')})`)
    const before = module.original.split('\n')
    for (const [index, line] of module.text.split('\n').entries()) {
      if (line !== before[index])
        parts.push(`${index + 1} - ${before[index]}`, `${index + 1} + ${line}`)
    }
  }
  return parts.join('\n')
}

/** Edited texts by what went into them; emptied when it has grown this large. */
const texts = new Map<string, string>()
const mostTexts = 2000

function edited(
  source: ModuleSource,
  faults: readonly CodeFault[],
  receipts: readonly Receipt[],
): string {
  const key = createHash('sha256')
    .update(JSON.stringify([source.hash, faults.map((f) => f.id), receipts]))
    .digest('hex')
  const known = texts.get(key)
  if (known !== undefined) return known
  const text = editModule(source, faults, receipts)
  if (texts.size >= mostTexts) texts.clear()
  texts.set(key, text)
  return text
}

/** One module with faults, receipts and probes. */
export function editModule(
  source: ModuleSource,
  faults: readonly CodeFault[] = [],
  receipts: readonly Receipt[] = [],
): string {
  const texts = faults.flatMap((fault) => kindOf(fault).rewrite?.(fault, source) ?? [])
  const edit = new ModuleEdit(applyTextEdits(source, texts))
  for (const fault of faults) kindOf(fault).plant?.(fault, edit)
  for (const receipt of receipts) plantReceipt(receipt, edit)
  probeCatches(edit)
  const text = edit.toString()
  try {
    parseModule(source.file, text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new FaultError(
      `The edited ${source.file} is not valid TypeScript any more, which is an error of the harness: ${why}`,
    )
  }
  return text
}
