import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from './testing/run-cli.ts'

const noEngine = { DOCKER_HOST: 'tcp://127.0.0.1:1' }

test.each([
  [
    'an unknown scenario',
    ['run', 'nosuch'],
    'Could not find a scenario named nosuch. Known are: explore/weather',
  ],
  ['no scenario', ['run'], 'no scenario was named'],
  [
    'an unknown world',
    ['run', 'healthy', '--world', 'moon'],
    'Allowed choices are containers, processes',
  ],
  ['an unknown option', ['run', 'healthy', '--wrld', 'x'], 'Did you mean --world?'],
  ['an unknown command', ['rnu'], "unknown command 'rnu'"],
  ['a bad seed', ['run', 'healthy', '--seed', 'x'], 'whole number'],
  ['an unknown fault', ['run', 'healthy', '--fault', 'x:y#z'], 'There is no fault `x`'],
  [
    'a fault in no file',
    ['run', 'healthy', '--fault', 'brokenExport:system/no.ts#x'],
    'not a module of the system',
  ],
  [
    'a folder that is not there',
    ['run', 'healthy', '--json', 'no/such/out.json'],
    'Could not write the result to no/such/out.json',
  ],
  ['a missing journal', ['check', 'nowhere.jsonl'], 'Could not read the journal nowhere.jsonl'],
  ['an explored story', ['explore', 'sync/healthy'], 'it tells a story and draws nothing'],
  ['a search without threads', ['explore', 'weather', '--threads', '0'], 'must be at least 1'],
  ['a bad time', ['explore', 'weather', '--for', 'soon'], 'a time as 90s, 5m, 2h or 500ms'],
  ['an unknown bench', ['bench', 'nosuch'], 'Could not find a bench named nosuch'],
  ['too short a bench', ['bench', '--virtual', '5s'], 'a time of a minute or more'],
  ['no HAR', ['scrub', 'nowhere.har'], 'Could not read nowhere.har: there is no such file'],
  [
    'a script that is not there',
    ['record', 'https://a.test', '--script', 'nowhere.ts'],
    'Could not find the script nowhere.ts',
  ],
  ['an unknown run', ['report', 'nowhere'], 'Could not find the run nowhere'],
] as const)('%s gets one sentence, exit code 3 and nothing else', async (_, args, sentence) => {
  const { code, stderr, stdout } = await runCli(args)
  expect(stderr).toContain(sentence)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('containers without a Docker engine are refused with the cure', async () => {
  const { code, stderr } = await runCli(['run', 'healthy', '--world', 'containers'], {
    env: noEngine,
  })
  expect(stderr).toMatch(/No Docker engine answers .*use --world processes/)
  expect(code).toBe(3)
})

test('a file that is no journal is refused with its first bad line', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-test-'))
  const file = join(folder.path, 'x.jsonl')
  writeFileSync(file, '{"resourceSpans":[]}\n{"resourceSpans":7}\n')
  const { code, stderr } = await runCli(['check', file])
  expect(stderr).toContain('line 2: resourceSpans')
  expect(code).toBe(3)
})

test('help names the exit codes', async () => {
  const { code, stdout } = await runCli(['--help'])
  expect(stdout).toContain('Exit codes: 0 pass, 1 fail, 2 unknown')
  expect(code).toBe(0)
})
