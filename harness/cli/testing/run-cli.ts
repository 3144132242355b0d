/** Starts `glassbox` as a person would, for tests of the whole. */
import { spawn } from 'node:child_process'
import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunResult } from '../../run/result.ts'
import { root } from '../root.ts'

export interface CliEnd {
  /** Null if a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
  /** What it wrote for `--json`, if it did: the first run, and all of them. */
  result: RunResult | undefined
  results: RunResult[]
}

export interface CliOptions {
  env?: Record<string, string>
  /** Called with all of standard output so far, whenever it grows. */
  onOutput?(stdout: string, kill: (signal: NodeJS.Signals) => void): void
}

export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliEnd> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-cli-test-'))
  const json = join(folder.path, 'out.json')
  const withJson = args[0] === 'run' && !args.includes('--json') ? ['--json', json] : []
  const child = spawn(process.execPath, [join(root, 'bin/glassbox.mjs'), ...args, ...withJson], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    options.onOutput?.(stdout, (signal) => child.kill(signal))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const results = readResults(json)
  return { code, stdout, stderr, result: results[0], results }
}

/** One object for one run, an array of them for several. */
function readResults(file: string): RunResult[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8'))].flat()
  } catch {
    // A run that was refused or interrupted writes none; the test says whether that is right.
    return []
  }
}
