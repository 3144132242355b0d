import { expect, test } from 'vitest'
import { buildOverlay } from '../../fault/code/overlay.ts'
import { SystemTree } from '../../fault/code/system-tree.ts'
import { temporaryProject } from '../../fault/code/temporary-project.ts'
import { fault } from '../../fault/faults.ts'
import type { Exports } from './compiled-module.ts'
import { ModuleLives } from './module-lives.ts'
import { installProbe } from './probe-switch.ts'

const stateless = {
  schema:
    "import { z } from 'zod'\nexport const item = z.object({ id: z.string() })\nfunction of(id: string) { return z.literal(id) }\nexport const one = of('1')",
  functions:
    "import { item } from './schema.ts'\nexport const words = ['a', { b: 'c' }] as const\nexport function read(value: unknown) { return item.parse(value) }",
  class: 'export class Count { n = 0\n up() { return ++this.n } }',
}

const stateful = {
  variable: 'let n = 0\nexport const up = () => ++n',
  map: 'export const seen = new Map<string, string>()',
  hidden: 'const counter = () => { let n = 0; return () => ++n }\nexport const up = counter()',
  within:
    'const counter = () => { let n = 0; return { up: () => ++n } }\nexport const up = { a: [counter()] }',
  static: 'export class Count { static n = 0 }',
  sticky: 'export const words = /a/g',
  statement: "export const list = ['a']\nlist.push('b')",
  property: 'export const tagged = Object.assign(() => 1, { n: 0 })',
  library: "import { trace } from '@opentelemetry/api'\nexport const tracer = trace",
  late: "export const load = () => import('./late.ts')",
  through: "import { seen } from './map.ts'\nexport const has = (key: string) => seen.has(key)",
}

async function projectOf(modules: Readonly<Record<string, string>>) {
  const files = Object.entries(modules).map(([name, text]) => [`system/${name}.ts`, text])
  const project = temporaryProject(Object.fromEntries(files))
  const tree = new SystemTree(project.root)
  const lives = new ModuleLives(tree)
  await lives.prepare(...files.map(([file]) => String(file)))
  const loaded: string[] = []
  const life = (...faults: Parameters<typeof buildOverlay>[0]['faults']) => {
    const overlay = buildOverlay({ root: project.root, tree, faults })
    const load = lives.life({ overlay, onLoaded: (id) => loaded.push(id) })
    return (name: string): Exports => load(`system/${name}.ts`)
  }
  return { life, loaded, [Symbol.dispose]: () => project[Symbol.dispose]() }
}

test('lives share modules that keep nothing, and have every other one for themselves', async () => {
  using project = await projectOf({ ...stateless, ...stateful })
  const [one, two] = [project.life(), project.life()]
  const shared = Object.keys({ ...stateless, ...stateful }).filter((m) => one(m) === two(m))
  expect(shared).toEqual(Object.keys(stateless))
  expect(one('schema')).toBe(one('schema'))
})

test('what is shared cannot be changed', async () => {
  using project = await projectOf(stateless)
  const exports = project.life()('functions')
  expect(exports.words).toSatisfy(Object.isFrozen)
  expect(Reflect.get(Object(exports.words), 1)).toSatisfy(Object.isFrozen)
  expect(exports).toSatisfy(Object.isFrozen)
})

test('a module with a planted fault and all that import it are of one life alone', async () => {
  using project = await projectOf({
    ...stateless,
    late: 'export function late() { return 1 }',
    user: "import { late } from './late.ts'\nexport const use = () => late()",
  })
  using _probe = installProbe()
  const planted = fault.replacedCode('system/late.ts#late', { old: 'return 1', new: 'return 2' })
  const [healthy, sick, alike] = [project.life(), project.life(planted), project.life(planted)]
  const use = (life: (name: string) => Exports) => Reflect.apply(Object(life('user').use), null, [])
  expect([use(healthy), use(sick), use(project.life())]).toEqual([1, 2, 1])
  expect(use(alike)).toBe(2)
  expect(alike('late')).not.toBe(sick('late'))
  expect(alike('user')).not.toBe(sick('user'))
  expect(sick('class')).toBe(healthy('class'))
  expect(project.loaded).toEqual([planted.id, planted.id])
})
