import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the edited code told the agent, as `caught file:line function`, `rethrown`, `left`. */
export interface CaseResult {
  value?: unknown
  error?: string
  told: string[]
}

/**
 * For tests: runs modules in one child process, each with an export `run`, and gives back what
 * each returned or threw and what it told the agent meanwhile.
 */
export function runCases(modules: Readonly<Record<string, string>>): Record<string, CaseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'glassbox-cases-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    for (const [name, text] of Object.entries(modules))
      writeFileSync(join(folder, `${name}.ts`), text)
    writeFileSync(join(folder, 'main.ts'), main(Object.keys(modules)))
    const env = { PATH: process.env.PATH ?? '' }
    const out = execFileSync(process.execPath, [join(folder, 'main.ts')], { env, encoding: 'utf8' })
    return JSON.parse(out)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function main(names: readonly string[]): string {
  return `
let told = []
const clause = () => ({ rethrown: (e) => told.push('rethrown ' + e.message), left: () => told.push('left') })
globalThis.__glassbox = {
  caught(error, file, line, name, fault) {
    told.push(['caught', error?.message ?? String(error), line, name, fault].filter(Boolean).join(' '))
    return clause()
  },
  handler: (f, file, line, name) => typeof f !== 'function' ? f : (e) => {
    told.push(['handler', e.message, line, name].filter(Boolean).join(' '))
    return f(e)
  },
  reached: (fault) => { told.push('reached ' + fault) },
}
const results = {}
for (const name of ${JSON.stringify(names)}) {
  told = []
  try {
    const module = await import('./' + name + '.ts')
    results[name] = module.run ? { value: await module.run() } : {}
  } catch (error) {
    results[name] = { error: error.name + ': ' + error.message }
  }
  results[name].told = told
}
console.log(JSON.stringify(results))
`
}
