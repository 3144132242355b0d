import { expect, test } from 'vitest'
import { compileModule, type Exports } from './compiled-module.ts'

function exportsOf(text: string, ...from: object[]): Exports {
  const exports: Exports = {}
  compileModule('/app/module.ts', text).run(
    from,
    (getters) => {
      for (const [name, get] of Object.entries(getters)) {
        Object.defineProperty(exports, name, { get, enumerable: true })
      }
    },
    async () => ({ late: true }),
  )
  return exports
}

test('every form of import and export gives what it gives in a module', async () => {
  const text = `import zero, { one as uno, type Gone } from 'a'
    import * as all from 'a'
    import 'b'
    export { one, one as "eins" } from 'a'
    export * as whole from 'a'
    export const two: number = uno + 1, three = 3
    export function four() { return zero + all.one + 3 }
    export class Five {}
    const six = 6
    export { six as seven, type Gone }
    export type Nothing = string
    export const late = import('c'), place = import.meta.filename
    export default class extends Five {}`
  const a = { default: 0, one: 1 }
  const found = exportsOf(text, a, a, {}, a, a)
  expect(found).toMatchObject({ one: 1, eins: 1, whole: a, two: 2, three: 3, seven: 6 })
  expect(Reflect.apply(Object(found.four), undefined, [])).toBe(4)
  expect(Object.keys(found)).not.toContain('Gone')
  expect(await found.late).toEqual({ late: true })
  expect(found.place).toBe('/app/module.ts')
  expect(found.default).toBeTypeOf('function')
  expect(exportsOf('export default function named() {}').default).toHaveProperty('name', 'named')
  expect(exportsOf('export default 1 + 1').default).toBe(2)
})

test('it asks for what it imports, and for what it gives out whole', () => {
  const module = compileModule('/app/b.ts', "import { a, b } from './a.ts'\nexport * from './c.ts'")
  expect(module.requests).toEqual([
    { specifier: './a.ts', names: ['a', 'b'] },
    { specifier: './c.ts', names: [] },
  ])
  expect(module.stars).toEqual([1])
})

function stackOf(fail: unknown): string {
  return String(Reflect.get(Object(Reflect.apply(Object(fail), undefined, [])), 'stack'))
}

test('lines and columns of stack traces are those of the text', () => {
  const { fail } = exportsOf(
    "import {\n  type A,\n} from 'a'\nexport const fail = (): Error => new Error('here')",
    {},
  )
  expect(stackOf(fail)).toMatch(/app\/module\.ts:4:34/)
  const first = exportsOf("export const fail = () => new Error('here')").fail
  expect(stackOf(first)).toMatch(/app\/module\.ts:1:27/)
})

test.each([
  ['export let a = 1', /exports a `let`/],
  ['export const { a } = { a: 1 }', /export each name by itself/],
  ['await 1', /await/],
])('%s is refused', (text, why) => {
  expect(() => compileModule('/app/c.ts', text)).toThrow(why)
})
