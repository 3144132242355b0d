#!/usr/bin/env node
/**
 * The command `glassbox`. An older Node starts the newer one that came with the dependencies.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepCompiledCode } from '../setup/compile-cache.mjs'
import { bundledNode, isNewEnough, oldestNode } from '../setup/node.mjs'
import { root } from '../setup/paths.mjs'

/** Exit code of a command line that could not do its work. */
const broken = 3

// Whoever reads our output may stop reading (`| head`); that is no reason to break a run off.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

if (!existsSync(join(root, 'node_modules'))) {
  giveUp('The dependencies are not installed. Run npm start or node setup/setup.mjs first.')
} else if (isNewEnough(process.version)) {
  keepCompiledCode()
  await import('../harness/cli/main.ts')
} else {
  const node = bundledNode()
  if (node) startWith(node)
  else giveUp(`Node ${process.version} is too old: install ${oldestNode} or later.`)
}

/** @param {string} node */
function startWith(node) {
  const script = fileURLToPath(import.meta.url)
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us; a second one would end the child at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => giveUp(`Could not start ${node}: ${error.message}.`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0)
  })
}

/** @param {string} sentence */
function giveUp(sentence) {
  process.stderr.write(`glassbox: ${sentence}\n`)
  process.exitCode = broken
}
