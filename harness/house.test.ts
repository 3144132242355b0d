import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import { expect, test } from 'vitest'
import configuration, { harnessOrder, systemOrder } from '../.dependency-cruiser.mjs'
import { root } from '../setup/paths.mjs'

const folders = ['bin', 'setup', 'system', 'harness', 'scenarios', 'fixtures/stand-in']

/** Who imports whom against the rules, as `rule: from → to`, and how many files were looked at. */
async function breaches(baseDir: string): Promise<{ found: string[]; files: number }> {
  const { forbidden = [], options } = configuration
  const rules = { ...options, baseDir, validate: true, ruleSet: { forbidden } }
  const { output } = await cruise(folders, rules)
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered: ${output}`)
  const found = output.summary.violations.map(({ rule, from, to }) =>
    from === to ? `${rule.name}: ${to}` : `${rule.name}: ${from} → ${to}`,
  )
  return { found: found.sort(), files: output.modules.length }
}

test('every import of the project keeps to the rules', { timeout: 30_000 }, async () => {
  const { found, files } = await breaches(root)
  expect(found).toEqual([])
  expect(files).toBeGreaterThan(50)
})

test('the orders name every folder that there is', () => {
  const within = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .filter((name) => name !== 'testing')
  expect(within('harness').sort()).toEqual([...harnessOrder].sort())
  const places = systemOrder.flatMap((names) => names.split(' | '))
  const system = [
    ...within('system').filter((name) => name !== 'shared'),
    ...within('system/shared').map((name) => `shared/${name}`),
  ]
  expect(['shared', ...system].sort()).toEqual([...places].sort())
})

test('the table in ARCHITECTURE.md has the folders in the orders that are checked', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = (house: string) =>
    [...text.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, cell = '']) => {
      const names = cell.replaceAll('`', '').split(', ')
      const inside = names.filter((name) => name.startsWith(`${house}/`))
      return inside.length > 0
        ? [inside.map((name) => name.slice(house.length + 1)).join(' | ')]
        : []
    })
  expect(rows('harness')).toEqual(harnessOrder)
  expect(rows('system')).toEqual(systemOrder)
})

/** A small project in which each rule is broken once; everything else in it is right. */
const badProject: Record<string, string> = {
  'bin/glassbox.mjs': "import '../harness/cli/main.ts'",
  'system/shared/testing/fake-host.ts': 'export const a = 1',
  'setup/setup.mjs': "import './step.mjs'",
  'setup/step.mjs': "import '../harness/journal/entry.ts'",
  'harness/index.ts': "export * from './scenario/scenario.ts'",
  'harness/cli/main.ts': "import '../run/run.ts'\nimport '../journal/entry.ts'",
  'harness/run/run.ts': "import '../index.ts'\nimport '../../system/master/main.ts'",
  'harness/journal/entry.ts': "import type { A } from '../trace/span.ts'",
  'harness/trace/span.ts': "import './link.ts'\nexport interface A {}",
  'harness/trace/link.ts': "import './span.ts'",
  'harness/trace/forgotten.ts': 'export const a = 1',
  'harness/scenario/scenario.ts': "import '../../system/shared/protocol/messages.ts'",
  'harness/agent/inside/agent.ts': "import 'node:fs'\nimport './probe.ts'\nimport '../outside.ts'",
  'harness/agent/inside/probe.ts': 'export const a = 1',
  'harness/agent/outside.ts': 'export const a = 1',
  'scenarios/sync/a.scenario.ts': "import '../../harness/index.ts'",
  'scenarios/sync/b.scenario.ts': "import '../../harness/journal/entry.ts'",
  'fixtures/stand-in/record.ts': 'export const a = 1',
  'system/shared/host.ts': "import './protocol/messages.ts'",
  'system/shared/protocol/messages.ts': 'export const a = 1',
  'system/master/main.ts': "import '../shared/host.ts'\nimport '../worker/sync.ts'",
  'system/worker/main.ts': "import './sync.ts'\nimport '../../harness/journal/entry.ts'",
  'system/worker/sync.ts':
    "import '../shared/protocol/messages.ts'\nimport '../shared/testing/fake-host.ts'",
  'system/worker/sync.test.ts': "import '../shared/testing/fake-host.ts'",
}

test('each rule turns red where it is broken, and only there', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glassbox-house-'))
  try {
    for (const [name, text] of Object.entries(badProject)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), `${text}\nexport const own = 1\n`)
    }
    const { found } = await breaches(folder)
    expect(found).toEqual([
      'harness-is-outside: harness/run/run.ts → system/master/main.ts',
      'harness-order: harness/journal/entry.ts → harness/trace/span.ts',
      'no-cycles: harness/trace/link.ts → harness/trace/span.ts',
      'no-orphans: harness/trace/forgotten.ts',
      'scenarios-use-the-door: scenarios/sync/b.scenario.ts → harness/journal/entry.ts',
      'set-up-brings-nothing: setup/step.mjs → harness/journal/entry.ts',
      'siblings: system/master/main.ts → system/worker/sync.ts',
      'system-order: system/shared/host.ts → system/shared/protocol/messages.ts',
      'system-stands-alone: system/worker/main.ts → harness/journal/entry.ts',
      'testing-is-for-tests: system/worker/sync.ts → system/shared/testing/fake-host.ts',
      'the-agent-is-alone: harness/agent/inside/agent.ts → harness/agent/outside.ts',
      'the-door-is-for-scenarios: harness/run/run.ts → harness/index.ts',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
