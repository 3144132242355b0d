import { expect, test } from 'vitest'
import { parseModule } from './module-source.ts'
import { editModule } from './overlay.ts'
import { type CaseResult, runCases } from './run-cases.ts'

const cases: Record<string, { code: string; value?: unknown; error?: string; told: string[] }> = {
  falls: {
    code: `export function run() {\n  let x = 0\n  try { throw new Error('a') } catch (e) { x = 1 }\n  return x\n}`,
    value: 1,
    told: ['caught a 3 run', 'left'],
  },
  throwsSame: {
    code: `export function run() {\n  try { throw new Error('a') } catch (e) {\n    throw e\n  }\n}`,
    error: 'Error: a',
    told: ['caught a 2 run', 'rethrown a', 'left'],
  },
  throwsOther: {
    code: `export function run() { try { throw new Error('a') } catch (e) { throw new TypeError('b', { cause: e }) } }`,
    error: 'TypeError: b',
    told: ['caught a 1 run', 'rethrown b', 'left'],
  },
  returns: {
    code: `export function run() { try { throw new Error('a') } catch (e) { return e.message } finally { } }`,
    value: 'a',
    told: ['caught a 1 run', 'left'],
  },
  breaks: {
    code: `export function run() { let n = 0; for (;;) { n++; try { throw new Error('a') } catch { if (n < 2) continue; break } } return n }`,
    value: 2,
    told: ['caught a 1 run', 'left', 'caught a 1 run', 'left'],
  },
  breaksOuter: {
    code: `export function run() { outer: for (const x of [1, 2]) { for (;;) { try { throw new Error('a') } catch { continue outer } } } return 3 }`,
    value: 3,
    told: ['caught a 1 run', 'left', 'caught a 1 run', 'left'],
  },
  destructured: {
    code: `export function run() {\n  try { throw new Error('a') } catch (\n    { message, name: { length }, ...rest /* ) */ }: any // )\n  ) {\n    message += rest.stack ?? '!'\n    return [message, length, new Error('x').stack.split('\\n')[1].includes(':6:')]\n  }\n}`,
    value: ['a!', 5, true],
    told: ['caught a 2 run', 'left'],
  },
  destructuringFails: {
    code: `export function run() { try { throw null } catch ({ message }) { return message } }`,
    error: `TypeError: Cannot destructure property 'message' of`,
    told: ['caught null 1 run', 'rethrown', 'left'],
  },
  annotated: {
    code: `export function run() { try { throw new Error('a') } catch (error: unknown) { return (error as Error).message } }`,
    value: 'a',
    told: ['caught a 1 run', 'left'],
  },
  awaits: {
    code: `export async function run() { try { await Promise.reject(new Error('a')) } catch (e) { await null; return await Promise.resolve(e.message) } }`,
    value: 'a',
    told: ['caught a 1 run', 'left'],
  },
  awaitsAndThrows: {
    code: `export async function run() { try { await Promise.reject(new Error('a')) } catch (e) { return await Promise.reject(new Error('b')) } }`,
    error: 'Error: b',
    told: ['caught a 1 run', 'rethrown b', 'left'],
  },
  generator: {
    code: `function* g() { try { throw new Error('a') } catch (e) { yield 1; yield 2 } }\nexport function run() { for (const x of g()) return x }`,
    value: 1,
    told: ['caught a 1 g', 'left'],
  },
  asyncGenerator: {
    code: `async function* g() { try { yield* await Promise.reject(new Error('a')) } catch (e) { yield e.message } }\nexport async function run() { const all = []; for await (const x of g()) all.push(x); return all }`,
    value: ['a'],
    told: ['caught a 1 g', 'left'],
  },
  nested: {
    code: `export function run() { try { throw new Error('a') } catch (e) { try { throw new Error('b') } catch (e) { throw new Error('c') } finally { try { throw 1 } catch {} } } }`,
    error: 'Error: c',
    told: [
      'caught a 1 run',
      'caught b 1 run',
      'rethrown c',
      'left',
      'caught 1 1 run',
      'left',
      'rethrown c',
      'left',
    ],
  },
  declares: {
    code: `export function run() { try { throw new Error('a') } catch (e) { var e = 2; var y = 1; function h() { return 5 } var z = h() } return [y, z] }`,
    value: [1, 5],
    told: ['caught a 1 run', 'left'],
  },
  strangeNames: {
    code: `const __gb0 = 1, __gb1 = 2\nexport function run() { try { throw new Error('a') } catch ($ñ_错误) { return $ñ_错误.message + __gb0 + __gb1 } }`,
    value: 'a12',
    told: ['caught a 2 run', 'left'],
  },
  undefinedBinding: {
    code: `export function run() { try { throw new Error('a') } catch (async) { return async.message } }`,
    value: 'a',
    told: ['caught a 1 run', 'left'],
  },
  chinese: {
    code: `const 评论 = '评论🙂数据'\nexport function run() { try { throw new Error('同步失败') } catch (e) { return 评论 + e.message } }`,
    value: '评论🙂数据同步失败',
    told: ['caught 同步失败 2 run', 'left'],
  },
  methods: {
    code: `class Pusher {\n  #x() { try { throw new Error('a') } catch {} }\n  static y = () => { try { throw new Error('b') } catch {} }\n  get z() { return [1].map(() => { try { throw new Error('c') } catch {} }).length }\n  go() { this.#x(); Pusher.y(); return this.z }\n}\nexport const run = () => new Pusher().go()`,
    value: 1,
    told: [
      'caught a 2 Pusher.#x',
      'left',
      'caught b 3 Pusher.y',
      'left',
      'caught c 4 Pusher.z',
      'left',
    ],
  },
  topLevel: {
    code: `let seen\ntry { JSON.parse('{') } catch (e) { seen = e.name }\nexport const api = { load() { try { throw new Error('a') } catch { return seen } } }\nexport const run = () => api.load()`,
    value: 'SyntaxError',
    told: [
      `caught Expected property name or '}' in JSON at position 1 (line 1 column 2) 2`,
      'left',
      'caught a 3 api.load',
      'left',
    ],
  },
  comments: {
    code: `export function run() { try { throw new Error('a') } catch { // nothing } to do\n  } // catch (x) {\n  return 1 }`,
    value: 1,
    told: ['caught a 1 run', 'left'],
  },
  handlers: {
    code: `export async function run() {\n  const a = await Promise.reject(new Error('a')).catch((e) => e.message)\n  const b = await Promise.reject(new Error('b')).then((x) => x, (e) => e.message)\n  const c = await Promise.resolve('c').then((x) => x, undefined).catch(undefined)\n  const d = { catch: (x) => x }.catch('d')\n  return a + b + c + d\n}`,
    value: 'abcd',
    told: ['handler a 2 run', 'handler b 3 run'],
  },
}

let results: { edited: Record<string, CaseResult>; plain: Record<string, CaseResult> } | undefined
function run() {
  const entries = Object.entries(cases)
  results ??= {
    edited: runCases(
      Object.fromEntries(
        entries.map(([n, { code }]) => [n, editModule(parseModule(`${n}.ts`, code))]),
      ),
    ),
    plain: runCases(Object.fromEntries(entries.map(([n, { code }]) => [n, code]))),
  }
  return results
}

test.each(Object.keys(cases))('a probe sees and does not change: %s', (name) => {
  const { edited, plain } = run()
  const { told, ...outcome } = edited[name] ?? { told: [] }
  const { told: toldPlain, ...outcomePlain } = plain[name] ?? { told: [] }
  const expected = cases[name]
  expect(outcome.value).toEqual(expected?.value)
  expect(outcome.error ?? '').toContain(expected?.error ?? '')
  expect(toldPlain).toEqual([])
  expect(told.map((t) => t.replace(/^rethrown Cannot destructure.*/, 'rethrown'))).toEqual(
    expected?.told,
  )
  // The message quotes the parameter, which the probe has named anew.
  if (name !== 'destructuringFails') expect(outcome).toEqual(outcomePlain)
})

test('edited code runs the same without an agent', () => {
  const text = editModule(parseModule('a.ts', cases.handlers?.code ?? ''))
  const results = runCases({
    bare: `const kept = globalThis.__glassbox; delete globalThis.__glassbox\n${text}`,
  })
  expect(results.bare).toEqual({ value: 'abcd', told: [] })
})
