import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FaultError } from '../fault.ts'
import { fault } from '../faults.ts'
import { buildOverlay } from './overlay.ts'
import { temporaryProject } from './temporary-project.ts'
import { writeOverlay } from './write-overlay.ts'

const files = {
  'system/messages.ts': `export const M = { A: 'a' }\n`,
  'system/pusher.ts': `import { M } from './messages.ts'\nexport const push = () => M.A\n`,
  'system/deep/quiet.ts': `export const quiet = () => { try { JSON.parse('') } catch {} }\n`,
  'system/deep/plain.ts': `export const plain = 1\n`,
}

test('an overlay holds the modules that differ: with catch clauses, faults or receipts', () => {
  using project = temporaryProject(files)
  const names = (faults: Parameters<typeof buildOverlay>[0]['faults'], host?: string) => {
    const options = { root: project.root, faults }
    const { modules } = buildOverlay(host === undefined ? options : { ...options, host })
    return Object.fromEntries([...modules].map(([file, m]) => [file, m.faults]))
  }
  const broken = fault.brokenExport('system/messages.ts#M', { hosts: ['worker-1'] })
  const all = {
    'system/messages.ts': [broken.id],
    'system/pusher.ts': [],
    'system/deep/quiet.ts': [],
  }
  expect(names([])).toEqual({ 'system/deep/quiet.ts': [] })
  expect(names([broken, broken])).toEqual(all)
  expect(names([broken], 'worker-1')).toEqual(all)
  expect(names([broken], 'master')).toEqual({ 'system/deep/quiet.ts': [] })
})

test('an overlay follows the files, and refuses what cannot be planted or parsed', () => {
  using project = temporaryProject(files)
  const quiet = () =>
    buildOverlay({ root: project.root, faults: [] }).modules.get('system/deep/quiet.ts')?.text
  expect(quiet()).toContain('JSON.parse')
  writeFileSync(join(project.root, 'system/deep/quiet.ts'), 'try { f() } catch { g() }')
  expect(quiet()).toContain('f()')
  const build = (target: string) => () =>
    buildOverlay({ root: project.root, faults: [fault.brokenExport(target)] })
  expect(build('system/messages.ts#N')).toThrow(FaultError)
  expect(build('system/gone.ts#N')).toThrow('not a module of the system')
  writeFileSync(join(project.root, 'system/pusher.ts'), 'const x = 1\nconst = 2')
  expect(build('system/messages.ts#M')).toThrow('Could not parse system/pusher.ts, line 2')
})

test('writing an overlay again keeps what running processes may still read', () => {
  using project = temporaryProject(files)
  const folder = join(project.root, 'overlay')
  const manifest = () => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).modules
  const write = (...faults: Parameters<typeof buildOverlay>[0]['faults']) =>
    writeOverlay(buildOverlay({ root: project.root, faults }), folder)
  write(fault.brokenExport('system/messages.ts#M'))
  const broken = manifest()['system/messages.ts']
  expect(broken.faults).toEqual(['brokenExport:system/messages.ts#M'])
  const text = readFileSync(join(folder, broken.file), 'utf8')
  write()
  expect(Object.keys(manifest())).toEqual(['system/deep/quiet.ts'])
  expect(readFileSync(join(folder, broken.file), 'utf8')).toBe(text)
  expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'modules'])
  expect(readdirSync(join(folder, 'modules')).length).toBe(3)
})
