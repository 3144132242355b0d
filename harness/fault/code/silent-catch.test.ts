import { expect, test } from 'vitest'
import { codeFault } from '../faults.ts'
import { parseModule } from './module-source.ts'
import { editModule } from './overlay.ts'
import { type CaseResult, runCases } from './run-cases.ts'
import { silentCatch } from './silent-catch.ts'

interface Case {
  code: string
  target: string
  options?: Record<string, string>
  value?: unknown
  error?: string
  told: string[]
}

const planted = (target: string, line: number, options = '') => [
  `caught planted by silentCatch:f.ts#${target}${options} ${line} ${target} silentCatch:f.ts#${target}${options}`,
  'left',
]

const cases: Record<string, Case> = {
  wrapsFunction: {
    code: `let done = 0\nfunction push() {\n  done = 1\n  return 5\n}\nexport const run = () => [push(), done]`,
    target: 'push',
    value: [null, 0],
    told: planted('push', 2),
  },
  wrapsAsyncMethod: {
    code: `class P {\n  async push() { await null; return 5 }\n}\nexport const run = async () => String(await new P().push())`,
    target: 'P.push',
    value: 'undefined',
    told: planted('P.push', 2),
  },
  wrapsPrivate: {
    code: `class P {\n  #push() { return 5 }\n  go() { return this.#push() ?? 'nothing' }\n}\nexport const run = () => new P().go()`,
    target: 'P.#push',
    value: 'nothing',
    told: planted('P.#push', 2),
  },
  wrapsArrow: {
    code: `const push = (x: number) => ({ x })\nexport const run = () => String(push(1))`,
    target: 'push',
    value: 'undefined',
    told: planted('push', 1),
  },
  wrapsField: {
    code: `class P { push = async (x: number): Promise<number> =>\n  x\n}\nexport const run = async () => String(await new P().push(1))`,
    target: 'P.push',
    value: 'undefined',
    told: planted('P.push', 1),
  },
  emptiesAll: {
    code: `const log: string[] = []
function push() {
  log.push('before')
  try {
    log.push('in')
    try { log.push('inner') } catch { log.push('inner caught') }
  } catch (error) {
    log.push('caught')
    throw error
  } finally {
    log.push('finally')
  }
  try { throw new Error('second') } catch ({ message }) { return log.concat(message) }
  return log
}
export const run = () => push()`,
    target: 'push',
    value: ['before', 'finally'],
    told: [...planted('push', 7), 'caught second 13 push silentCatch:f.ts#push', 'left'],
  },
  keepsInnerFunctions: {
    code: `function push() { const inner = () => { try { throw new Error('own') } catch { return 'kept' } }; try { return 1 } catch { return 2 } finally { return inner() } }\nexport const run = () => push()`,
    target: 'push',
    value: 'kept',
    told: [...planted('push', 1), 'caught own 1 inner', 'left'],
  },
  catchOfNamelessFunction: {
    code: `const span = (fn: () => unknown) => fn()\nfunction push() { return span(() => { try { throw new Error('own') } catch { return 'told' } }) }\nexport const run = () => String(push())`,
    target: 'push',
    options: { throws: 'no' },
    value: 'undefined',
    told: ['caught own 2 push silentCatch:f.ts#push?throws=no', 'left'],
  },
  ownErrorsOnly: {
    code: `function push(x: number) { if (x > 1) throw new Error('own'); return x }\nexport const run = () => [push(1), push(2)]`,
    target: 'push',
    options: { throws: 'no' },
    value: [1, null],
    told: ['caught own 1 push silentCatch:f.ts#push?throws=no', 'left'],
  },
  ownErrorsInCatch: {
    code: `function push() { try { throw new Error('own') } catch (e) { throw new Error('told', { cause: e }) } }\nexport const run = () => String(push())`,
    target: 'push',
    options: { throws: 'no' },
    value: 'undefined',
    told: ['caught own 1 push silentCatch:f.ts#push?throws=no', 'left'],
  },
  ownRejections: {
    code: `const fails = async () => { throw new Error('own') }\nasync function push() { return fails() }\nconst arrow = async () => fails()\nexport const run = async () => String(await push())`,
    target: 'push',
    options: { throws: 'no' },
    value: 'undefined',
    told: ['caught own 2 push silentCatch:f.ts#push?throws=no', 'left'],
  },
  ownRejectionsOfArrow: {
    code: `const fails = async () => { throw new Error('own') }\nconst push = async () => fails()\nexport const run = async () => String(await push())`,
    target: 'push',
    options: { throws: 'no' },
    value: 'undefined',
    told: ['caught own 2 push silentCatch:f.ts#push?throws=no', 'left'],
  },
  nothingThrown: {
    code: `async function push() { return Promise.resolve(7) }\nexport const run = async () => await push()`,
    target: 'push',
    options: { throws: 'no' },
    value: 7,
    told: [],
  },
  constructorOfItsOwn: {
    code: `class P { x = 1; constructor() { this.x = 2 } }\nexport const run = () => new P().x`,
    target: 'P.constructor',
    value: 1,
    told: planted('P.constructor', 1),
  },
}

let results: Record<string, CaseResult> | undefined

test.each(Object.entries(cases))('silentCatch swallows: %s', (name, { value, told }) => {
  results ??= runCases(
    Object.fromEntries(
      Object.entries(cases).map(([n, c]) => {
        const fault = codeFault('silentCatch', `f.ts#${c.target}`, c.options ?? {}, [])
        const module = parseModule('f.ts', c.code)
        silentCatch.check(fault, module, () => module)
        return [n, editModule(module, [fault])]
      }),
    ),
  )
  expect(results[name]).toEqual({ value, told })
})

test.each([
  ['function* push() {}', 'push', 'is a generator'],
  ['class A extends B { constructor() { super() } }', 'A.constructor', 'derived class'],
  ['function pushData() {}', 'pushDate', 'did you mean `pushData`? It has: pushData.'],
  ['1', 'push', 'It has: none with a name.'],
  ['class A { x() {} }\nclass B { y() { class A { x() {} } } }', 'A.x', 'lines 1 and 2'],
])('silentCatch says why it cannot be planted: %s', (code, target, sentence) => {
  const module = parseModule('a.ts', code)
  const fault = codeFault('silentCatch', `a.ts#${target}`, {}, [])
  expect(() => silentCatch.check(fault, module, () => module)).toThrow(sentence)
})

test('functions within each other, even with one end, can all be broken', () => {
  const code = 'const a = () => (x: number) => b = async () => x\nlet b: unknown'
  const module = parseModule('a.ts', code)
  const faults = ['a', 'b'].map((name) => codeFault('silentCatch', `a.ts#${name}`, {}, []))
  expect(editModule(module, faults).split('throw new').length).toBe(3)
})

test('two silentCatch faults in one function are refused, in different functions they are not', () => {
  const module = parseModule('a.ts', 'function push() { return 1 }\nfunction pull() { return 1 }')
  const fault = (target: string, options: Record<string, string>) =>
    codeFault('silentCatch', `a.ts#${target}`, options, [])
  expect(() => editModule(module, [fault('push', {}), fault('push', { throws: 'no' })])).toThrow(
    'same function',
  )
  expect(editModule(module, [fault('push', {}), fault('pull', {})]).split('throw new').length).toBe(
    3,
  )
})
