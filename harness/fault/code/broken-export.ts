import { FaultError } from '../fault.ts'
import type { CodeFaultKind, ReadModule } from './code-fault.ts'
import { type ModuleExport, moduleExports, starSources } from './export-names.ts'
import { importReceipts, resolve } from './import-receipts.ts'
import type { ModuleEdit } from './module-edit.ts'
import type { ModuleSource } from './module-source.ts'
import { nearest } from './nearest.ts'

export const brokenExport: CodeFaultKind = {
  name: 'brokenExport',
  layer: 'code',
  docs: {
    title: 'An export is missing',
    meaning:
      'Modules that import the name get `undefined`, as when an object of exports lacks it; inside its own module the name works as ever. Reached means: an expression that reads the imported name was about to be evaluated.',
    example: 'brokenExport:system/shared/protocol/messages.ts#MessageTypes',
    options: {},
  },

  check(fault, module, read) {
    const unknown = Object.keys(fault.options)[0]
    if (unknown !== undefined) {
      throw new FaultError(`Fault brokenExport has no option \`${unknown}\`; it has none.`)
    }
    const names = moduleExports(module).map((e) => e.name)
    if (names.includes(fault.symbol)) return
    if (fault.symbol !== 'default' && comesByStar(module, fault.symbol, read)) return
    throw new FaultError(
      `${fault.file} does not export a value \`${fault.symbol}\`${nearest(fault.symbol, names)} It exports: ${names.join(', ') || 'nothing'}.`,
    )
  },

  plant(fault, edit) {
    const found = moduleExports(edit.module)
    const target = found.find((e) => e.name === fault.symbol)
    // Hoisted and never in the dead zone, so that importers in a cycle get `undefined` as well.
    const nothing = edit.newName()
    edit.append(`var ${nothing} = undefined; export { ${nothing} as ${quoted(fault.symbol)} };`)
    if (target) withdraw(edit, target)
  },

  receipts: (fault, modules) => importReceipts(fault, modules),
}

/** Whether an `export * from` gives the name out; a package may, and is not looked into. */
function comesByStar(module: ModuleSource, name: string, read: ReadModule): boolean {
  const seen = new Set<string>()
  const gives = (source: ModuleSource): boolean =>
    starSources(source).some((from) => {
      const file = resolve(source.file, from)
      if (!from.startsWith('.')) return true
      if (seen.has(file)) return false
      seen.add(file)
      const next = read(file)
      return moduleExports(next).some((e) => e.name === name) || gives(next)
    })
  return gives(module)
}

/** Takes the module's own export of the name away, and nothing else. */
function withdraw(edit: ModuleEdit, target: ModuleExport): void {
  switch (target.how) {
    case 'declaration': {
      edit.replace(target.keyword.start, target.keyword.end, '')
      const others = target.all.filter((name) => name !== target.name)
      if (others.length > 0) edit.append(`export { ${others.join(', ')} };`)
      return
    }
    case 'default': {
      const holder = target.anonymous ? `const ${edit.newName()} = ` : ''
      edit.replace(target.keyword.start, target.keyword.end, holder)
      // A function declaration needs no semicolon behind it; the constant it has become does.
      if (target.anonymous) edit.close(target.end, ';')
      return
    }
    case 'namespace':
      edit.replace(target.start, target.end, `import * as ${edit.newName()}`)
      return
    case 'specifier': {
      const { start, end } = target.specifier
      edit.replace(start, commaAfter(edit.module, end) ?? end, '')
    }
  }
}

/** The end of the comma that follows a specifier, comments aside. */
function commaAfter({ text, comments }: ModuleSource, from: number): number | undefined {
  for (let offset = from; offset < text.length; offset++) {
    const comment = comments.find((c) => c.start <= offset && offset < c.end)
    if (comment) offset = comment.end - 1
    else if (text[offset] === ',') return offset + 1
    else if (text[offset] === '}') return undefined
  }
  return undefined
}

function quoted(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}
