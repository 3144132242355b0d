/** Finds the Chromium of this machine, and the switches under which recordings are made and played. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The path of a Chromium: `GLASSBOX_CHROMIUM`, else one of the usual places, else Playwright's own.
 *
 * @throws Error with the cure when there is none
 */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const chosen = env.GLASSBOX_CHROMIUM
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen
    throw new Error(
      `GLASSBOX_CHROMIUM says that Chromium is at ${chosen}, but nothing is there. ` +
        'Correct the variable, or unset it to let glassbox look for one.',
    )
  }
  const found = [...usualPlaces, chromium.executablePath()].find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new Error(
    `There is no Chromium at ${usualPlaces.join(', ')}, nor one of Playwright's. Install one ` +
      '(Debian: apt-get install chromium), or set GLASSBOX_CHROMIUM to its path.',
  )
}

/** Switches that keep Chromium from talking to anybody by itself. */
export function chromiumArgs(spki: string): string[] {
  return [
    `--ignore-certificate-errors-spki-list=${spki}`,
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium's sandbox refuses to run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}
