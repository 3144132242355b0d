/** Finds and runs npm, also where it is not on the PATH. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './command.mjs'
import { homeIsWritable, stateFolder } from './paths.mjs'

/**
 * How npm is started: the npm that started us, else the one beside the running Node, else the PATH.
 * @returns {{ file: string, args: string[] }}
 */
function findNpm() {
  const bin = dirname(process.execPath)
  const scripts = [
    process.env.npm_execpath,
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
  ]
  for (const script of scripts) {
    // npm_execpath names another package manager where that one started us.
    if (script && /npm-cli\.c?js$/.test(script) && existsSync(script)) {
      // `npm ci` deletes node_modules, where the running Node may live: prefer npm's own.
      return { file: process.env.npm_node_execpath ?? process.execPath, args: [script] }
    }
  }
  return { file: 'npm', args: [] }
}

/**
 * Runs npm without its chatter. Install scripts never run: no dependency needs one.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, words: string }>} npm's exit code and what it complained of
 */
export async function npm(args, cwd) {
  const command = findNpm()
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  // npm's own patience is 70 s for each request; we try everything a second time anyway.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=2000']
  const all = [...command.args, ...args, '--ignore-scripts', ...quiet, ...patience]
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env }
  if (!homeIsWritable()) env.npm_config_cache = join(stateFolder, 'npm-cache')
  const result = await run(command.file, all, { cwd, env })
  return { code: result.code, words: complaint(result.output) || result.tail }
}

/**
 * The first lines of npm's complaint; what follows is advice in general.
 * @param {string} output
 */
function complaint(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error'))
  const words = lines.map((line) => line.slice('npm error'.length).trim()).filter(Boolean)
  return words.slice(0, 4).join(' / ').slice(0, 500)
}
