import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeFault } from '../faults.ts'
import { moduleExports } from './export-names.ts'
import { namedFunctions } from './function-name.ts'
import { type ModuleSource, parseModule } from './module-source.ts'
import { editModule } from './overlay.ts'
import { systemModules } from './system-modules.ts'
import { walk } from './walk.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Every statement and its line, but for the words around a declaration that exports it. */
function statements(module: ModuleSource): string[] {
  const found: string[] = []
  walk(module.program, (node) => {
    const counts = /Statement$|Declaration$|^VariableDeclarator$|^CatchClause$/.test(node.type)
    if (counts && !/^(Export|Block|TS)/.test(node.type)) {
      found.push(`${node.type}:${module.lineOf(node.start)}`)
    }
    return undefined
  })
  return found
}

/** The first statement of the original that the edited text does not have on its line, in order. */
function firstMoved(original: ModuleSource, text: string): string | undefined {
  const edited = statements(parseModule(original.file, text))[Symbol.iterator]()
  return statements(original).find((wanted) => {
    for (let next = edited.next(); !next.done; next = edited.next()) {
      if (next.value === wanted) return false
    }
    return true
  })
}

function check(module: ModuleSource, text: string, what: string): void {
  expect(text.split('\n').length, what).toBe(module.text.split('\n').length)
  expect(firstMoved(module, text), what).toBeUndefined()
}

/** As above, and Node can strip the types of it. */
function checkStripped(module: ModuleSource, text: string, what: string): void {
  check(module, text, what)
  expect(stripTypeScriptTypes(text).split('\n').length, what).toBe(text.split('\n').length)
}

test('probes keep every statement of the system and of large libraries on its line', () => {
  const libraries = ['zod/src', '@grpc/grpc-js/src', '@noble/hashes/src'].flatMap((folder) => {
    const base = join(root, 'node_modules', folder)
    return readdirSync(base, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('test'))
      .map((file) => join('node_modules', folder, file))
  })
  let clauses = 0
  for (const file of [...systemModules(root), ...libraries]) {
    const original = readFileSync(join(root, file), 'utf8')
    if (!/\bcatch\b|\bthen\b/.test(original)) continue
    const module = parseModule(file, original)
    const text = editModule(module)
    clauses += text.split('?.caught(').length - 1
    check(module, text, file)
  }
  expect(libraries.length).toBeGreaterThan(200)
  expect(clauses).toBeGreaterThan(50)
}, 30_000)

test('faults at every place of the system keep every statement on its line', () => {
  let planted = 0
  for (const file of systemModules(root)) {
    const module = parseModule(file, readFileSync(join(root, file), 'utf8'))
    const plant = (kind: string, names: string[], options: Record<string, string>) => {
      const faults = names.map((name) => codeFault(kind, `${file}#${name}`, options, []))
      checkStripped(module, editModule(module, faults), `${kind} in ${file}`)
      planted += faults.length
    }
    plant(
      'brokenExport',
      moduleExports(module).map((e) => e.name),
      {},
    )
    const functions = namedFunctions(module)
    const names = functions
      .filter((f) => functions.filter(({ name }) => name === f.name).length === 1)
      .filter((f) => !f.node.generator && !f.derivedConstructor)
      .map((f) => f.name)
    plant('silentCatch', names, {})
    plant('silentCatch', names, { throws: 'no' })
  }
  expect(planted).toBeGreaterThan(10)
}, 30_000)

test.each([
  ['export\nconst\nx = 1\nconst y = 2\n', 'x'],
  ['export /*\n*/ class x {\n}\nconst y = 2', 'x'],
  ['const a = 1\nexport {\n  a\n  as\n  x,\n  a as z }\nconst y = 2\n', 'x'],
  ['export\ndefault\nfunction f() {\n}\nconst y = 2', 'default'],
  ["export *\nas\nx from './o.ts'\nconst y = 2", 'x'],
])('a broken export that is written over several lines moves nothing: %j', (code, name) => {
  const module = parseModule('a.ts', code)
  check(module, editModule(module, [codeFault('brokenExport', `a.ts#${name}`, {}, [])]), code)
})

test('the check of lines notices a moved statement', () => {
  const module = parseModule('a.ts', 'const a = 1\nconst b = 2\n')
  expect(firstMoved(module, 'const a = 1\n\nconst b = 2\n')).toBe('VariableDeclaration:2')
})

/** Programs of nested tries, loops, throws and returns, over several lines and all on one. */
const program = fc.letrec<{ block: string; statement: string }>((tie) => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((s) => s.join('\n')),
  statement: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'log(1)',
        'return 2',
        "throw new Error('x')",
        'throw null',
        'await log(3)',
        'if (more()) continue',
        'if (more()) break',
        'var v = log(4)',
        '{ let e = 1; log(e) }',
        '// a { comment',
        'null.f()',
      ),
    },
    { weight: 1, arbitrary: tie('block').map((b) => `for (const i of [1, 2]) {\n${b}\n}`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          tie('block'),
          fc.constantFrom(
            '(e)',
            '',
            '({ message })',
            '({ message = 1,\n stack: { length } })',
            '(  错误  )',
          ),
          tie('block'),
          fc.option(tie('block')),
        )
        .map(
          ([body, param, caught, last]) =>
            `try {\n${body}\n} catch ${param} { ${caught}\n}${last === null ? '' : ` finally { ${last}\n}`}`,
        ),
    },
  ),
})).block

test('a program runs alike with and without probes, whatever it looks like', async () => {
  let told = 0
  await fc.assert(
    fc.asyncProperty(program, async (body) => {
      const code = `async function run(log, more) { for (const once of [1]) {\n${body}\n} }`
      const module = parseModule('p.ts', code)
      const probed = editModule(module)
      check(module, probed, code)
      const balance = { caught: 0, left: 0 }
      const agent = {
        caught: () => {
          balance.caught++
          return { rethrown: () => undefined, left: () => balance.left++ }
        },
      }
      const outcome = async (text: string) => {
        const seen: unknown[] = []
        let n = 0
        const log = (x: unknown) => seen.push(x)
        const more = () => n++ % 2 === 0
        const run = new Function('globalThis', 'log', 'more', `${text}\nreturn run(log, more)`)
        try {
          seen.push(await run({ __glassbox: agent }, log, more))
        } catch (error) {
          // V8's messages quote names, and a pattern has got a new one.
          seen.push(error instanceof Error ? error.name : error)
        }
        return seen
      }
      expect(await outcome(probed)).toEqual(await outcome(code))
      expect(balance.left).toBe(balance.caught)
      told += balance.caught
    }),
    { numRuns: 200, seed: 7 },
  )
  expect(told).toBeGreaterThan(100)
})
