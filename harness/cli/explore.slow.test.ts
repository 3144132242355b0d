/** Searches as the command line makes them. */
import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli } from './testing/run-cli.ts'

async function explore(...args: string[]) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-explore-test-'))
  const json = join(folder.path, 'found.json')
  const end = await runCli(['explore', ...args, '--json', json])
  return { ...end, found: JSON.parse(readFileSync(json, 'utf8')) }
}

describe('explore', () => {
  test('a planted bug is found and shrunk, and the line that it prints repeats the failure', async () => {
    const { code, stdout, found } = await explore('known-bad/lost-on-disconnect', '--seeds', '20')
    expect(code, stdout).toBe(1)
    expect(found).toMatchObject({ verdict: 'fail', shrunk: { verdict: 'fail', repeats: true } })
    expect(found.failures).toBeGreaterThan(0)
    expect(found.shrunk.faults.length).toBeGreaterThan(0)
    expect(found.shrunk.faults.length).toBeLessThanOrEqual(3)

    const line = /repeat {3}npx glassbox (.+)/.exec(stdout)?.[1] ?? ''
    const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
    const again = await runCli(args.map(String))
    expect(again.code, again.stdout).toBe(1)
    expect(again.result?.findings[0]).toMatchObject({
      invariant: found.shrunk.findings[0].invariant,
      summary: found.shrunk.findings[0].summary,
    })
  })

  test('a search that did not reach all it has to is unknown, however well it went', async () => {
    const { code, stdout, found } = await explore('weather', '--seeds', '2')
    expect(code, stdout).toBe(2)
    expect(found).toMatchObject({ verdict: 'unknown', seeds: 2, failures: 0, unknowns: 0 })
    expect(stdout).toContain('never reached')
  })

  test('told to go on, it says of every failing seed what failed', async () => {
    const { code, found } = await explore(
      'known-bad/timer-leak',
      '--seeds',
      '4',
      '--keep-going',
      '--no-shrink',
    )
    expect(code).toBe(1)
    expect(found).toMatchObject({ seeds: 4, shrunk: null })
    expect(found.failed.length).toBeGreaterThan(1)
    for (const { findings } of found.failed) expect(findings[0].invariant).toBe('I10')
  })
})
