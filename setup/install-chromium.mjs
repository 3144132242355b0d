/** Step three: a Chromium that really starts. */
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { aptInstall, canAptInstall } from './apt.mjs'
import { chromiumFile, rememberedChromium } from './chromium.mjs'
import { run } from './command.mjs'
import { projectNode } from './node.mjs'
import { root } from './paths.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './progress.mjs'

/** @typedef {import('./chromium.mjs').Chromium} Chromium */

const mark = 'glassbox-started'

/** @returns {Promise<Chromium>} */
export async function ensureChromium() {
  const wanted = process.env.GLASSBOX_CHROMIUM
  const known = rememberedChromium(wanted)
  if (known) return known
  const found = await step('chromium', 'looking for one that starts', async () =>
    wanted
      ? startsOrThrows(wanted)
      : firstThatStarts([...installedOnes(), ...(await playwrightsOwn())]),
  )
  return remember(found ?? (await downloadOne()) ?? (await installWithApt()))
}

/** Where browsers are on Linux and macOS, those on the PATH first. */
function installedOnes() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin']
  const apps = [
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...apps.flatMap((app) => [join('/Applications', app), join(homedir(), 'Applications', app)]),
  ]
}

async function playwrightsOwn() {
  const script = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const asked = await run(projectNode(), ['-e', script], { cwd: root, limitMs: 30_000 })
  return asked.code === 0 ? [asked.stdout] : []
}

/**
 * @param {readonly string[]} paths
 * @returns {Promise<Chromium | undefined>}
 */
async function firstThatStarts(paths) {
  for (const path of new Set(paths)) {
    if (!isExecutable(path)) continue
    const result = await tryToStart(path)
    if ('args' in result) return result
    say(`chromium: ${path} does not start: ${result.why}`)
  }
  return undefined
}

/** @param {string} path */
async function startsOrThrows(path) {
  const result = isExecutable(path) ? await tryToStart(path) : { why: 'it is no executable file' }
  if ('args' in result) return result
  throw new Problem(
    `GLASSBOX_CHROMIUM names ${path}, which does not start: ${result.why}`,
    'Set it to a Chromium that does, or unset it',
  )
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Absent is an answer here.
    return false
  }
}

/**
 * Starts it on a page and reads the page back. The sandbox stays on where it works; root has none.
 * @param {string} path
 * @returns {Promise<Chromium | { why: string }>}
 */
async function tryToStart(path) {
  const asked = await run(path, ['--version'], { limitMs: 30_000 })
  const version = /\d+(\.\d+)+/.exec(asked.stdout)?.[0]
  if (asked.code !== 0 || !version) return { why: asked.tail || 'it does not tell its version' }
  const tries = process.getuid?.() === 0 ? [['--no-sandbox']] : [[], ['--no-sandbox']]
  let why = ''
  for (const args of tries) {
    const profile = mkdtempSync(join(tmpdir(), 'glassbox-chromium-'))
    const removeProfile = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    process.once('exit', removeProfile)
    const flags = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
    ]
    const page = `data:text/html,<p>${mark}</p>`
    const result = await run(
      path,
      [...flags, ...args, `--user-data-dir=${profile}`, '--dump-dom', page],
      { limitMs: 60_000 },
    )
    removeProfile()
    process.off('exit', removeProfile)
    if (result.stdout.includes(mark)) return { executablePath: path, args, version }
    why = result.tail || `it ended with code ${result.code} and without a word`
  }
  return { why }
}

/** @returns {Promise<Chromium | undefined>} */
function downloadOne() {
  return step(
    'chromium',
    'none is installed; downloading Playwright’s (about 150 MB)',
    async () => {
      const cli = join(root, 'node_modules/playwright-core/cli.js')
      const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000', ...process.env }
      const result = await run(projectNode(), [cli, 'install', 'chromium', '--no-shell'], {
        cwd: root,
        env,
      })
      if (result.code !== 0) {
        say(`chromium: the download failed: ${result.tail}`)
        return undefined
      }
      return firstThatStarts(await playwrightsOwn())
    },
  )
}

/** @returns {Promise<Chromium>} */
async function installWithApt() {
  const cure =
    'Install Chromium or Chrome (Debian: apt-get install chromium fonts-noto-cjk), or set GLASSBOX_CHROMIUM to the path of one, then run this again'
  if (!canAptInstall()) {
    throw new Problem('There is no Chromium that starts, and Playwright’s could not be used', cure)
  }
  return step('chromium', 'installing Debian’s with apt-get', async () => {
    await aptInstall(['chromium', 'fonts-noto-cjk'])
    const found = await firstThatStarts(installedOnes())
    if (!found) throw new Problem('Debian’s Chromium was installed but does not start', cure)
    return found
  })
}

/** @param {Chromium} chromium */
function remember(chromium) {
  const { mtimeMs } = statSync(chromium.executablePath)
  const stamp = { ...chromium, mtimeMs, uid: process.getuid?.() }
  writeFileSync(chromiumFile, `${JSON.stringify(stamp, undefined, 2)}\n`)
  return chromium
}
