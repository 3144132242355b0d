/** Starts other programs and waits for their end. */
import { spawn } from 'node:child_process'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill()
})

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 where the program could not be started, 124 after the limit
 * @property {string} stdout
 * @property {string} output both outputs as they came, their end if they are long
 * @property {string} tail the last lines of both outputs, for a sentence about a failure
 */

/**
 * Runs a program to its end. Never rejects: a program that cannot be started has code 127.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export function run(file, args, options = {}) {
  const { cwd, env = process.env, limitMs = 600_000, onLine } = options
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let stdout = ''
    let all = ''
    let unfinished = ''
    let timedOut = false
    const limit = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, limitMs)
    /** @param {string} text */
    const take = (text) => {
      all = (all + text).slice(-20_000)
      const lines = (unfinished + text).split('\n')
      unfinished = lines.pop() ?? ''
      if (onLine) for (const line of lines) onLine(line)
    }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      take(text)
    })
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      running.delete(child)
      clearTimeout(limit)
      resolve({ code: 127, stdout, output: all, tail: error.message })
    })
    child.on('close', (code) => {
      running.delete(child)
      clearTimeout(limit)
      if (timedOut) {
        resolve({
          code: 124,
          stdout,
          output: all,
          tail: `it did not end within ${limitMs / 1000} s`,
        })
      } else {
        resolve({ code: code ?? 1, stdout, output: all, tail: lastLines(all) })
      }
    })
  })
}

/**
 * The last lines that say something, joined to one.
 * @param {string} text
 */
function lastLines(text) {
  const lines = text.split('\n').map((line) => line.trim())
  // Frames of a stack say nothing to a user.
  return lines
    .filter((line) => line && !line.startsWith('at '))
    .slice(-3)
    .join(' / ')
    .slice(-500)
}
