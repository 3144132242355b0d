import { expect, test } from 'vitest'
import { FaultError } from '../fault.ts'
import { fault } from '../faults.ts'
import { parseFault } from '../parse-fault.ts'
import type { CodeFault } from './code-fault.ts'
import { parseModule } from './module-source.ts'
import { editModule } from './overlay.ts'
import { replacedCode } from './replaced-code.ts'
import { type CaseResult, runCases } from './run-cases.ts'
import { temporaryProject } from './temporary-project.ts'

interface Case {
  code: string
  /** Function, old, new; several for several faults. */
  edits: [string, string, string][]
  value: unknown
  /** How often each fault was reached, by number. */
  reached: number[]
  caught?: string[]
}

const cases: Record<string, Case> = {
  statement: {
    code: `class T {\n  n = 0\n  start() {\n    this.n ??= 1\n    return this.n\n  }\n}\nexport const run = () => [new T().start(), new T().start()]`,
    edits: [['T.start', '??=', '=']],
    value: [1, 1],
    reached: [2],
  },
  notReached: {
    code: `function f(x: number) {\n  if (x > 1) {\n    return 'many'\n  }\n  return 'few'\n}\nexport const run = () => f(1)`,
    edits: [['f', `'many'`, `'lots'`]],
    value: 'few',
    reached: [0],
  },
  conditionIsReached: {
    code: `function f(x: number) {\n  if (x > 1) return 'many'\n  return 'few'\n}\nexport const run = () => f(1)`,
    edits: [['f', 'x > 1', 'x >= 1']],
    value: 'many',
    reached: [1],
  },
  arrowInside: {
    code: `function f() {\n  const later = (n: number) => n + 1\n  return [1, 2].map((x) => later(x))\n}\nexport const run = () => f()`,
    edits: [['f', 'later(x)', 'later(x) * 10']],
    value: [20, 30],
    reached: [2],
  },
  arrowItself: {
    code: `const f = async (x: number) => ({ x })\nexport const run = () => f(1)`,
    edits: [['f', '{ x }', '{ x: 7 }']],
    value: { x: 7 },
    reached: [1],
  },
  parameter: {
    code: `function f(x = 1) {\n  return x\n}\nexport const run = () => f()`,
    edits: [['f', 'x = 1', 'x = 2']],
    value: 2,
    reached: [1],
  },
  acrossLines: {
    code: `function f() {\n  const a = 1\n\n  const b =\n    2\n  return new Error('at').stack?.match(/acrossLines.ts:(\\d+)/)?.[1] + ' ' + (a + b)\n}\nexport const run = () => f()`,
    edits: [['f', 'const a = 1 const b = 2', 'const [a, b] = [3, 4]']],
    value: '6 7',
    reached: [1],
  },
  severalInOneFunction: {
    code: `function f() {\n  const a = 1\n  const b = 2\n  return a + b\n}\nexport const run = () => f()`,
    edits: [
      ['f', 'a = 1', 'a = 10'],
      ['f', 'b = 2', 'b = 20'],
    ],
    value: 30,
    reached: [1, 1],
  },
  inCase: {
    code: `function f(x: number) {\n  switch (x) {\n    case 1:\n      return 'one'\n    default:\n      return 'other'\n  }\n}\nexport const run = () => f(2)`,
    edits: [['f', `'one'`, `'eins'`]],
    value: 'other',
    reached: [0],
  },
  newCatchIsProbed: {
    code: `function f() {\n  throw new Error('own')\n}\nexport const run = () => String(f())`,
    edits: [
      ['f', `throw new Error('own')`, `try { throw new Error('own') } catch { return 'quiet' }`],
    ],
    value: 'quiet',
    reached: [1],
    caught: ['caught own 2 f', 'left'],
  },
}

const faultsOf = ({ edits }: Case): CodeFault[] =>
  edits.map(([name, old, replacement]) =>
    fault.replacedCode(`f.ts#${name}`, { old, new: replacement }),
  )

let results: Record<string, CaseResult> | undefined

test.each(Object.entries(cases))('replacedCode replaces: %s', (name, c) => {
  results ??= runCases(
    Object.fromEntries(
      Object.entries(cases).map(([n, other]) => {
        const module = parseModule('f.ts', other.code)
        for (const f of faultsOf(other)) replacedCode.check(f, module, () => module)
        return [n, editModule(module, faultsOf(other))]
      }),
    ),
  )
  const result = results[name]
  expect(result?.error).toBeUndefined()
  expect(result?.value).toEqual(c.value)
  const reached = faultsOf(c).map((f) => result?.told.filter((t) => t === `reached ${f.id}`).length)
  expect(reached).toEqual(c.reached)
  expect(result?.told.filter((t) => !t.startsWith('reached'))).toEqual(c.caught ?? [])
})

test('the id holds both pieces, and is read back as the same fault', () => {
  using project = temporaryProject({
    'system/a.ts': `export class A { #f(x?: number) { return x ?? '@ # & = + 中' } }\n`,
  })
  const value = fault.replacedCode('system/a.ts#A.#f', {
    old: `x ?? '@ # & = + 中'`,
    new: '',
    hosts: ['worker-1'],
  })
  expect(value.id).not.toMatch(/\s/)
  expect(parseFault(value.id, project)).toEqual(value)
  const whole = fault.replacedCode('system/a.ts#A.#f', { old: `'@ # & = + 中'`, new: `'a b?'` })
  expect(parseFault(whole.id, project)).toEqual(whole)
})

const module = parseModule(
  'f.ts',
  `export class P {\n  push(x: number) {\n    return x + x\n  }\n}\nexport function empty() {}\n`,
)

test.each([
  [
    { old: 'y', new: 'z' },
    'holds `y` 0 times, and replacedCode needs a piece that occurs there exactly once. The function is:\n2    push(x: number) {\n3      return x + x\n4    }',
  ],
  [{ old: 'x', new: 'z' }, '`P.push` in f.ts holds `x` 3 times'],
  [{ old: ' ', new: 'z' }, 'needs both options: old'],
  [{ old: 'x + x' }, 'needs both options: old'],
  [{ old: 'x + x', new: 'x\n+ 1' }, 'Option new of replacedCode has to be on one line'],
  [
    { old: 'x + x', new: 'x + (' },
    'the module is no TypeScript any more. Could not parse f.ts, line',
  ],
  [{ old: 'x + x', new: 'x', all: 'yes' }, 'no option `all`; it has: old, new'],
])('replacedCode refuses %j in a sentence', (options, sentence) => {
  const id = `replacedCode:f.ts#P.push?${new URLSearchParams(options)}`
  const value = {
    ...fault.replacedCode('f.ts#P.push', { old: '', new: '' }),
    id,
    options: Object.fromEntries(new URLSearchParams(options)),
  }
  expect(() => replacedCode.check(value, module, () => module)).toThrow(sentence)
  expect(() => replacedCode.check(value, module, () => module)).toThrow(FaultError)
})

test('two faults that change the same code are refused', () => {
  const one = fault.replacedCode('f.ts#P.push', { old: 'x + x', new: '2 * x' })
  const other = fault.replacedCode('f.ts#P.push', { old: 'return x', new: 'return 1' })
  expect(() => editModule(module, [one, other])).toThrow('change the same code of f.ts')
})
