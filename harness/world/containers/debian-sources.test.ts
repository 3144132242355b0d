import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { debianSources } from './debian-sources.ts'

/** An /etc/apt with these files. */
function etcApt(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'glassbox-apt-'))
  mkdirSync(join(folder, 'sources.list.d'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

test('a mirror is taken over, in both styles, for the release of the image alone', () => {
  using apt = etcApt({
    'sources.list': [
      '# deb http://old.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib',
      'deb http://mirror.example/debian trixie main',
      'deb-src http://mirror.example/debian bookworm main',
    ].join('\n'),
    'sources.list.d/more.sources': [
      'Types: deb',
      'URIs: http://mirror.example/security',
      'Suites: bookworm-security',
      'Components: main',
      '',
      'Enabled: no',
      'Types: deb',
      'URIs: http://off.example/debian',
      'Suites: bookworm',
      'Components: main',
    ].join('\n'),
  })
  expect(debianSources(apt.folder, {})).toEqual([
    'deb http://mirror.example/debian bookworm main contrib',
    'deb http://mirror.example/security bookworm-security main',
  ])
})

test('Debian’s own servers need no lines, nor do other systems or mirrors over HTTPS', () => {
  using debian = etcApt({ 'sources.list': 'deb http://deb.debian.org/debian bookworm main' })
  using ubuntu = etcApt({ 'sources.list': 'deb http://archive.ubuntu.com/ubuntu noble main' })
  using https = etcApt({ 'sources.list': 'deb https://mirror.example/debian bookworm main' })
  for (const { folder } of [debian, ubuntu, https]) expect(debianSources(folder, {})).toEqual([])
})

test('GLASSBOX_APT_SOURCES overrides what the machine uses', () => {
  const env = {
    GLASSBOX_APT_SOURCES: String.raw`deb http://a.example/ bookworm main\ndeb http://b.example/ bookworm main`,
  }
  expect(debianSources('no such folder', env)).toEqual([
    'deb http://a.example/ bookworm main',
    'deb http://b.example/ bookworm main',
  ])
})
