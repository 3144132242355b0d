import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow } from '../setup/digest.mjs'
import { root } from '../setup/paths.mjs'

interface SourceFile {
  /** Relative to the project, with forward slashes. */
  name: string
  text: string
}

interface Rule {
  why: string
  applies: (name: string) => boolean
  /** What is wrong, one string each. */
  look: (file: SourceFile) => string[]
  /** A file that the rule must complain about. */
  red: SourceFile
}

const isCode = (name: string) => /\.(ts|tsx|mjs|js|css)$/.test(name)
const isTest = (name: string) => /\.test\.tsx?$/.test(name)

/** Lines that match, with their number. */
function lines(pattern: RegExp) {
  return ({ text }: SourceFile) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      )
}

/** Pauses that neither ask a condition again (`while`) nor say above that they are on purpose. */
function fixedSleeps({ text }: SourceFile): string[] {
  const pause = /await (sleep|delay|pause|setTimeout)\(|new Promise.*setTimeout\(\w+, *[\d_]+\)/
  const all = text.split('\n')
  return all.flatMap((line, index) => {
    const meant = /\bwhile \(/.test(line) || /\/\/ On purpose:/.test(all[index - 1] ?? '')
    return pause.test(line) && !meant ? [`${index + 1}: ${line.trim()}`] : []
  })
}

/** Put together here, so that this file does not break its own rules. */
const parts = { only: 'only', ought: 'should', here: '/wo' + 'rk/', home: '/ro' + 'ot/' }

const rules: Rule[] = [
  {
    why: 'A file has 400 lines at most; one that has more says why on its first line.',
    applies: isCode,
    look: ({ text }) => {
      const count = text.split('\n').length - 1
      return count > 400 && !/^\/[/*].*long because/i.test(text) ? [`${count} lines`] : []
    },
    red: { name: 'system/a.ts', text: 'a\n'.repeat(401) },
  },
  {
    why: 'A test title is a sentence in the present tense.',
    applies: isTest,
    look: lines(new RegExp(String.raw`\b(test|it|describe)\b.*['"\`].*\b${parts.ought}\b`)),
    red: { name: 'a.test.ts', text: `test('it ${parts.ought} work', () => {})` },
  },
  {
    why: 'No test is left out, and none runs alone; what depends on the machine uses skipIf.',
    applies: isTest,
    look: lines(/\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fails)\b/),
    red: { name: 'a.test.ts', text: `test.${parts.only}('works', () => {})` },
  },
  {
    why: 'A test waits for a condition, never for a time; a pause that is the point says so above.',
    applies: isTest,
    look: fixedSleeps,
    red: { name: 'a.test.ts', text: `await ${'sleep'}(500)` },
  },
  {
    why: 'Nothing committed names a path of the machine it was written on.',
    applies: () => true,
    look: lines(new RegExp(`(^|[^\\w.:/-])(${parts.here}|${parts.home}|/home/\\w|/tmp/\\w)`)),
    red: { name: 'docs/a.md', text: `see ${parts.here}main` },
  },
  {
    why: 'The lock file names no registry, so that it works with every one.',
    applies: (name) => name === 'package-lock.json',
    look: lines(/"resolved":/),
    red: { name: 'package-lock.json', text: '"resolved": "https://registry.example/a.tgz"' },
  },
]

const ignored = /^(node_modules|\.git|\.glassbox|reports\/(?!README)[^/]+|.*\/dist)(\/|$)/
const binary = /\.(png|jpg|jpeg|webp|ico|woff2?|zip|gz)$/

function projectFiles(): SourceFile[] {
  const nameOf = (path: string) => relative(root, path).split(sep).join('/')
  return filesBelow(root, (path) => !ignored.test(nameOf(path)) && !binary.test(path)).map(
    (path) => ({ name: nameOf(path), text: readFileSync(path, 'utf8') }),
  )
}

function complaints(rule: Rule, files: readonly SourceFile[]): string[] {
  return files
    .filter(({ name }) => rule.applies(name))
    .flatMap((file) => rule.look(file).map((what) => `${file.name}: ${what}`))
}

const files = projectFiles()

test('the files that are looked at are the whole project', () => {
  const names = files.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['package-lock.json', 'README.md', 'setup/setup.mjs']),
  )
  expect(names.filter(isTest).length).toBeGreaterThan(1)
})

test.each(rules)('$why', (rule) => {
  expect(complaints(rule, [rule.red])).toHaveLength(1)
  expect(complaints(rule, files)).toEqual([])
})
