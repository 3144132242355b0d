/** `docs/reference.md`: commands, faults and checks, from the definitions that the code runs by. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { invariants } from '../check/invariants.ts'
import { faults } from '../fault/faults.ts'
import { pageFaults } from '../fault/page/page-faults.ts'
import { timingDocs } from '../fault/world-fault.ts'
import { scenarioIds } from '../scenario/find-scenarios.ts'
import { glassbox } from './program.ts'
import { root } from './root.ts'

export function reference(): string {
  return `${[
    '# Reference',
    'Made from the code by `npm run docs`; do not edit.',
    '## Commands',
    ...commands(),
    '## Scenarios',
    scenarioIds(root)
      .map((id) => `- \`${id}\``)
      .join('\n'),
    '## Faults',
    'A code fault is written `NAME:FILE#TARGET[?option=value][@HOST]`, a telemetry fault `NAME[?option=value]`, a fault of the world `NAME:HOST`, `NAME:HOST/HOST` (a link, both ways) or `NAME:HOST>HOST` (one way), one of pages `NAME:ANSWERS[@ACCOUNT,…]`, each with `[?option=value]`; `--fault` may be repeated. Hosts are `master`, `worker-1`, `worker-2`, … What a world cannot do makes the run unknown.',
    'Every fault of the world also takes these, whole milliseconds of the world’s time:',
    ...optionList(timingDocs),
    ...faults.flatMap(({ name, layer, docs }) => [
      `### ${name}`,
      `${docs.title} (${layer}). ${docs.meaning}`,
      ...pageDocs(name),
      `Example: \`${docs.example}\``,
      ...optionList(docs.options),
    ]),
    '## Checks',
    'Every run is judged by these. `fail` outweighs `unknown`, `unknown` outweighs `pass`; a check that had nothing to look at says `unknown`.',
    table(
      ['id', 'what must hold', 'how it is judged'],
      invariants.map(({ id, title, description }) => [id, title, description]),
    ),
  ].join('\n\n')}\n`
}

/** What a fault of pages says besides. */
function pageDocs(name: string): string[] {
  const kind = pageFaults.find((one) => one.name === name)
  if (kind === undefined) return []
  const met =
    kind.meets === 'loud'
      ? 'A good worker tells of it, and recovers once it has healed'
      : 'A good worker copes with it: of what it reads nothing is missing'
  const where = kind.needsBrowser ? ' It shows in real browsers only.' : ''
  return [
    `Alters ${kind.answers?.join(', ')}. ${met}; one that does not meet it breaks \`${kind.breaks}\`.${where}`,
  ]
}

function commands(): string[] {
  const never = new AbortController().signal
  return glassbox(never).commands.flatMap((command) => [
    `### glassbox ${command.name()}`,
    '```text',
    helpOf(command),
    '```',
  ])
}

/** At one width, whatever terminal the docs are written in. */
function helpOf(command: Command): string {
  const help = command.createHelp()
  help.helpWidth = 100
  return help.formatHelp(command, help).trim()
}

function optionList(options: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries(options).map(([name, text]) => `- \`${name}\`: ${text}`)
  return rows.length > 0 ? [rows.join('\n')] : []
}

function table(head: string[], rows: string[][]): string {
  const row = (cells: string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

if (import.meta.main) writeFileSync(join(root, 'docs/reference.md'), reference())
