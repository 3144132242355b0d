/** A scenario file of form `story` that makes a shrunk failure happen again, ready to paste. */
import { parseFault } from '../../fault/parse-fault.ts'
import { isWorldFault, type WorldFault } from '../../fault/world-fault.ts'
import type { WeatherScenario } from '../../scenario/scenario.ts'
import type { SeedResult } from './seed-result.ts'

/** @param id the explored scenario's */
export function storyFile(
  id: string,
  scenario: WeatherScenario,
  result: SeedResult,
  root: string,
): string {
  const faults = result.faults.map((text) => parseFault(text, { root })).filter(isWorldFault)
  const { topology, recording, timeScale } = scenario
  const { bug } = scenario.weather
  const finding = result.findings.find(({ verdict }) => verdict === 'fail')
  const text = (value: unknown) => JSON.stringify(value)
  const planted =
    bug === undefined
      ? []
      : [` * The bug that ${id} plants is not part of it; plant it with --fault.`]
  return [
    '/**',
    ` * Found by glassbox explore ${id}, seed ${result.seed}, and shrunk. Run it with --seed ${result.seed}`,
    ` * --world simulation. It failed so: ${commentSafe(finding?.summary ?? '')}`,
    ...planted,
    ' */',
    "import { fault, scenario } from '../../harness/index.ts'",
    '',
    `export default scenario(${text(`${scenario.title} (seed ${result.seed})`)}, {`,
    `  topology: { workers: ${topology.workers}, accounts: ${topology.accounts} },`,
    `  recording: ${text(recording)},`,
    `  timeScale: ${timeScale},`,
    '',
    '  async story({ step, nemesis }) {',
    "    step('bad weather; it is over when every fault is healed')",
    '    await nemesis.schedule([',
    ...faults.map((fault) => `      ${call(fault)},`),
    '    ])',
    '  },',
    '})',
    '',
  ].join('\n')
}

/** As a scenario writes it: `fault.partition('worker-1', 'master', { atMs: 100 })`. */
function call({ name, target, options, accounts }: WorldFault): string {
  const places = target.split(/[/>]/).map((place) => `'${place}'`)
  const given = Object.entries(options).map(([option, value]) => `${option}: ${literal(value)}`)
  const whose = accounts.length > 0 ? [`accounts: ${JSON.stringify(accounts)}`] : []
  return `fault.${name}(${[...places, `{ ${[...given, ...whose].join(', ')} }`].join(', ')})`
}

function literal(value: string): string {
  return /^-?\d+$/.test(value) ? value : JSON.stringify(value)
}

/** Text of a finding cannot end the comment. */
function commentSafe(text: string): string {
  return text.replaceAll('*/', '* /')
}
