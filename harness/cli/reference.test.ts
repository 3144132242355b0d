import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reference } from './reference.ts'
import { root } from './root.ts'

test('docs/reference.md is what the code says (npm run docs writes it)', () => {
  expect(readFileSync(join(root, 'docs/reference.md'), 'utf8')).toBe(reference())
})

test('the reference names every kind of thing', () => {
  for (const word of [
    'glassbox run',
    'sync/healthy',
    'brokenExport',
    'lostSpans',
    'I11',
    '--seed',
  ]) {
    expect(reference()).toContain(word)
  }
})
