/** Debian's packages, where this user may install them. */
import { existsSync } from 'node:fs'
import { run } from './command.mjs'
import { Problem } from './problem.mjs'

/** Root on Debian or Ubuntu. */
export function canAptInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * Installs packages; updates the package lists first only where it does not work without.
 * @param {readonly string[]} packages
 */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  let result = await run('apt-get', install, { env })
  if (result.code !== 0) {
    const update = await run('apt-get', ['update'], { env })
    result = await run('apt-get', install, { env })
    if (update.code !== 0 && result.code !== 0) result = update
  }
  if (result.code !== 0) {
    throw new Problem(
      `apt-get could not install ${packages.join(', ')}: ${result.tail}`,
      'Check that Debian’s package servers can be reached (apt-get update), or install them by hand',
    )
  }
}
