import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeFault } from '../faults.ts'
import { brokenExport } from './broken-export.ts'
import { parseModule } from './module-source.ts'
import { buildOverlay, explainOverlay } from './overlay.ts'
import { temporaryProject } from './temporary-project.ts'

const forms: Record<string, { code: string; name?: string; kept?: string[] }> = {
  constant: { code: `export const X = { a: 1 }\nexport const own = () => X.a // the last line` },
  several: {
    code: `export const Y = 2, X = { a: 1 }, { z, ...w } = { z: 3, v: 4 }\nexport const own = () => X.a + Y + z - 5`,
    kept: ['Y', 'own', 'w', 'z'],
  },
  variable: { code: `export let X = { a: 0 }\nX = { a: 1 }\nexport const own = () => X.a` },
  function: { code: `export function own() { return X() }\nexport function X() { return 1 }` },
  asyncFunction: {
    code: `export const own = () => typeof X === 'function' ? 1 : 0\nexport async function X() { return 1 }`,
  },
  class: { code: `export class X { static a = 1 }\nexport const own = () => X.a` },
  list: {
    code: `const X = { a: 1 }, Y = 2\nexport {\n  X, // the one\n  Y,\n}\nexport const own = () => X.a`,
    kept: ['Y', 'own'],
  },
  listLast: {
    code: `const X = { a: 1 }, Y = 2\nexport { Y, X }\nexport const own = () => X.a\n\n`,
    kept: ['Y', 'own'],
  },
  listRenamed: {
    code: `const inner = { a: 1 }\nexport { inner as X, inner as Y }\nexport const own = () => inner.a`,
    kept: ['Y', 'own'],
  },
  again: {
    code: `export { X, Y } from './other.ts'\nexport const own = () => 1`,
    kept: ['Y', 'own'],
  },
  againAsDefault: {
    code: `export { default } from './other.ts'\nexport const own = () => 1`,
    name: 'default',
  },
  star: { code: `export * from './other.ts'\nexport const own = () => 1`, kept: ['Y', 'own'] },
  namespace: { code: `export * as X from './other.ts'\nexport const own = () => 1` },
  defaultFunction: {
    code: `export default function X() { return 1 }\nexport const own = () => X()`,
    name: 'default',
  },
  defaultAnonymous: {
    code: `export default function () { return 1 }\n(() => 1)()\nexport const own = () => 1`,
    name: 'default',
  },
  defaultClass: { code: `export default class {}\nexport const own = () => 1`, name: 'default' },
  defaultExpression: {
    code: `export default { a: 1 }\nexport const own = () => 1`,
    name: 'default',
  },
}

test('a broken export is undefined to importers, and works inside its module', () => {
  const files = Object.fromEntries(
    Object.entries(forms).map(([n, { code }]) => [`system/${n}.ts`, code]),
  )
  const main = `const out = {}\nfor (const [n, name] of ${JSON.stringify(Object.entries(forms).map(([n, f]) => [n, f.name ?? 'X']))}) {
    const m = await import('./system/' + n + '.ts')
    out[n] = { has: name in m, value: typeof m[name], own: m.own(), kept: Object.keys(m).filter((k) => k !== name) }
  }\nconsole.log(JSON.stringify(out))`
  const other = `export const X = 5, Y = 6\nexport default 7\n`
  using project = temporaryProject({ ...files, 'system/other.ts': other, 'main.ts': main })
  const run = () =>
    JSON.parse(
      execFileSync(process.execPath, [join(project.root, 'main.ts')], { encoding: 'utf8' }),
    )
  const healthy = run()
  for (const [n, { name = 'X' }] of Object.entries(forms)) {
    const fault = codeFault('brokenExport', `system/${n}.ts#${name}`, {}, [])
    const module = buildOverlay({ root: project.root, faults: [fault] }).modules.get(fault.file)
    writeFileSync(join(project.root, fault.file), module?.text ?? '')
  }
  const broken = run()
  for (const [n, { kept = ['own'] }] of Object.entries(forms)) {
    expect([n, broken[n]]).toEqual([n, { has: true, value: 'undefined', own: 1, kept }])
    expect([n, healthy[n].value]).not.toEqual([n, 'undefined'])
    expect([n, healthy[n].own]).toEqual([n, 1])
  }
})

test('a name that is not exported is refused with what there is', () => {
  const check = (code: string, name: string) => {
    const module = parseModule('a.ts', code)
    const fault = codeFault('brokenExport', `a.ts#${name}`, {}, [])
    return () =>
      brokenExport.check(fault, module, () => parseModule('b.ts', 'export const far = 1'))
  }
  expect(check('export const MessageTypes = 1', 'MessageType')).toThrow(
    'a.ts does not export a value `MessageType`; did you mean `MessageTypes`? It exports: MessageTypes.',
  )
  expect(check('export interface X {}\nexport type Y = 1', 'X')).toThrow('It exports: nothing.')
  expect(check("export * from './b.ts'", 'near')).toThrow('does not export')
  expect(check("export * from './b.ts'", 'far')).not.toThrow()
})

const readers: Record<string, { code: string; error?: string; reached: boolean }> = {
  member: {
    code: `import { M } from './messages.ts'\nexport function run() {\n  return M.KEY\n}`,
    error: `TypeError: Cannot read properties of undefined (reading 'KEY')`,
    reached: true,
  },
  call: {
    code: `import { make as build } from './messages.ts'\nexport const run = () => build('x').y`,
    error: 'TypeError: build is not a function',
    reached: true,
  },
  statement: {
    code: `import { make } from './messages.ts'\nexport function run() {\n  const list = [1]\n  make(list)\n}`,
    error: 'TypeError: make is not a function',
    reached: true,
  },
  pattern: {
    code: `import { M } from './messages.ts'\nexport function run() {\n  const x = 1\n  const { KEY } = M\n  return KEY + x\n}`,
    error: `TypeError: Cannot destructure property 'KEY' of 'M' as it is undefined.`,
    reached: true,
  },
  namespace: {
    code: `import * as all from './messages.ts'\nexport const run = () => all.M.KEY`,
    error: `TypeError: Cannot read properties of undefined (reading 'KEY')`,
    reached: true,
  },
  indirect: {
    code: `import { Again } from './again.ts'\nexport const run = () => Again.KEY`,
    error: `TypeError: Cannot read properties of undefined (reading 'KEY')`,
    reached: true,
  },
  throughStar: {
    code: `import { M } from './star.ts'\nexport const run = async () => (await Promise.resolve(M)).KEY`,
    error: `TypeError: Cannot read properties of undefined (reading 'KEY')`,
    reached: true,
  },
  shorthand: {
    code: `import { M } from './messages.ts'\nexport const run = () => ({ M }).M.KEY`,
    error: `TypeError: Cannot read properties of undefined (reading 'KEY')`,
    reached: true,
  },
  optional: {
    code: `import { M, make } from './messages.ts'\nlet none: undefined | { x(...a: unknown[]): void }\nexport const run = () => { none?.x(...[M]); return [M?.KEY ?? 1] }`,
    reached: true,
  },
  notRead: {
    code: `import { M, make } from './messages.ts'\ntype T = typeof M\nexport const run = (yes = false): T | undefined => (yes ? M : undefined) ?? (yes && M.KEY ? M : undefined)`,
    reached: false,
  },
  onlyKeys: {
    code: `import { M } from './messages.ts'\nexport const run = () => ({ M: 1 }).M\nexport const later = () => M`,
    reached: false,
  },
  shadowed: {
    code: `import { M } from './messages.ts'\nconst f = (M: number) => M\nexport const run = () => f(1)\nexport const later = () => M`,
    reached: true,
  },
}

test('whoever is about to read a broken import tells of it, and V8 says what it would say', () => {
  using project = temporaryProject({
    'system/messages.ts': `export const M = { KEY: 'k' }\nexport function make(x) { return { y: x } }`,
    'system/again.ts': `import { M } from './messages.ts'\nexport { M as Again }`,
    'system/star.ts': `export * from './messages.ts'`,
    ...Object.fromEntries(Object.entries(readers).map(([n, { code }]) => [`system/${n}.ts`, code])),
    'main.ts': `const out = {}
let reached
globalThis.__glassbox = { reached: () => { reached = true } }
for (const n of ${JSON.stringify(Object.keys(readers))}) {
  reached = false
  const m = await import('./system/' + n + '.ts')
  try { await m.run(); out[n] = { reached } } catch (error) { out[n] = { error: String(error), reached } }
}
console.log(JSON.stringify(out))`,
  })
  const run = () =>
    JSON.parse(
      execFileSync(process.execPath, [join(project.root, 'main.ts')], { encoding: 'utf8' }),
    )
  const healthy = run()
  const faults = ['M', 'make'].map((n) =>
    codeFault('brokenExport', `system/messages.ts#${n}`, {}, []),
  )
  const overlay = buildOverlay({ root: project.root, faults })
  for (const [file, { text }] of overlay.modules) writeFileSync(join(project.root, file), text)
  const broken = run()
  for (const [n, { error, reached }] of Object.entries(readers)) {
    expect([n, broken[n]]).toEqual([n, error === undefined ? { reached } : { error, reached }])
    expect([n, healthy[n]]).toEqual([n, { reached: false }])
  }
  expect(explainOverlay(overlay)).toMatch(
    /^system\/messages\.ts \(brokenExport:system\/messages\.ts#M, .*\)\n1 - export const M/,
  )
})
