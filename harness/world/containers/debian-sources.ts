import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The Debian release of the image. */
export const release = 'bookworm'

const standardHost = 'http://deb.debian.org/'

/**
 * Lines for a sources.list of the image's release, where this machine itself takes it from other
 * servers than Debian's own (a mirror at a company, say); they are read when the image is built
 * and never stored. An empty list means Debian's own servers. GLASSBOX_APT_SOURCES, lines joined
 * by `\n`, overrides it.
 */
export function debianSources(etcApt = '/etc/apt', env = process.env): string[] {
  const given = env.GLASSBOX_APT_SOURCES
  if (given) return given.split(/\\n|\n/).filter(Boolean)
  const lines = sourceFiles(etcApt).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return file.endsWith('.sources') ? fromDeb822(text) : fromList(text)
  })
  const ofRelease = lines.filter((line) => line.split(' ')[2]?.startsWith(release))
  // A mirror over HTTPS cannot be used by an image that has no certificates yet.
  const usable = ofRelease.filter((line) => line.startsWith('deb http://'))
  if (usable.every((line) => line.includes(standardHost))) return []
  return usable
}

function sourceFiles(etcApt: string): string[] {
  const parts = join(etcApt, 'sources.list.d')
  const names = existsSync(parts) ? readdirSync(parts).sort() : []
  return [join(etcApt, 'sources.list'), ...names.map((name) => join(parts, name))].filter(
    (file) => /\.(list|sources)$/.test(file) && existsSync(file),
  )
}

/** One-line style: `deb [options] URI suite component…`. */
function fromList(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/#.*/, '')
        .replace(/\[[^\]]*\]/, '')
        .trim()
        .split(/\s+/)
        .join(' '),
    )
    .filter((line) => line.startsWith('deb '))
}

/** Deb822 style: stanzas of `Field: values`. */
function fromDeb822(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const values = (field: string) => {
      const found = new RegExp(`^${field}:(.*)$`, 'im').exec(stanza)
      return found?.[1]?.trim().split(/\s+/).filter(Boolean) ?? []
    }
    if (!values('Types').includes('deb') || values('Enabled').includes('no')) return []
    const components = values('Components').join(' ')
    return values('URIs').flatMap((uri) =>
      values('Suites').map((suite) => `deb ${uri} ${suite} ${components}`),
    )
  })
}
