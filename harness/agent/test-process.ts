import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Entry } from '../journal/entry.ts'
import { agentEnvironment } from './agent-environment.ts'
import { type Hub, startHub } from './hub.ts'

/** For tests: a child process under an agent. */
export interface TestProcess {
  pid: number
  kill(signal: NodeJS.Signals): void
  /** Resolves with exit code or signal and all it printed. */
  ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>
}

export interface TestHub extends AsyncDisposable {
  hub: Hub
  entries: Entry[]
  problems: string[]
  root: string
  overlay: string
  /** Writes a file below the root. */
  write(file: string, text: string): void
  /** Runs a script of this text under the agent. */
  run(script: string, options?: { host?: string; env?: Record<string, string> }): TestProcess
  /** Resolves with the first entry that fits, past or to come. */
  entry<K extends Entry['kind']>(
    kind: K,
    fits?: (entry: Extract<Entry, { kind: K }>) => boolean,
  ): Promise<Extract<Entry, { kind: K }>>
  all<K extends Entry['kind']>(kind: K): Extract<Entry, { kind: K }>[]
}

/** For tests: a hub, a temporary project with an empty overlay, and processes under the agent. */
export async function startTestHub(): Promise<TestHub> {
  const root = mkdtempSync(join(tmpdir(), 'glassbox-agent-'))
  const overlay = join(root, 'overlay')
  const entries: Entry[] = []
  const problems: string[] = []
  const watchers = new Set<() => void>()
  const running = new Set<TestProcess>()
  const hub = await startHub({
    host: '127.0.0.1',
    onEntry(entry) {
      entries.push(entry)
      for (const watch of watchers) watch()
    },
    onProblem: (sentence) => problems.push(sentence),
  })
  let scripts = 0

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  write('package.json', '{"type":"module"}')
  write('overlay/manifest.json', '{"modules":{}}')

  const all = <K extends Entry['kind']>(kind: K) =>
    entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind)

  return {
    hub,
    entries,
    problems,
    root,
    overlay,
    write,
    all,
    run(script, { host = 'worker-1', env = {} } = {}) {
      const file = `script-${++scripts}.ts`
      write(file, script)
      const settings = { address: hub.address, token: hub.token, host, overlay, root }
      const child = spawn(process.execPath, [join(root, file)], {
        cwd: root,
        env: { PATH: process.env.PATH ?? '', ...agentEnvironment(settings), ...env },
      })
      const text = { stdout: '', stderr: '' }
      child.stdout.on('data', (chunk) => {
        text.stdout += String(chunk)
      })
      child.stderr.on('data', (chunk) => {
        text.stderr += String(chunk)
      })
      const ended: TestProcess['ended'] = new Promise((resolve, reject) => {
        child.on('error', reject)
        child.on('close', (code, signal) => {
          running.delete(process_)
          resolve({ code, signal, ...text })
        })
      })
      const process_: TestProcess = {
        pid: child.pid ?? 0,
        kill: (signal) => child.kill(signal),
        ended,
      }
      running.add(process_)
      return process_
    },
    entry(kind, fits = () => true) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = all(kind).find(fits)
          if (!found) return
          clearTimeout(timer)
          watchers.delete(look)
          resolve(found)
        }
        // Long enough for a Node to start on a machine that is busy with other tests.
        const timer = setTimeout(() => {
          watchers.delete(look)
          const seen = JSON.stringify({ entries: entries.slice(-10), problems })
          reject(new Error(`No entry ${kind} of that kind came within 10 s; seen: ${seen}`))
        }, 10_000)
        watchers.add(look)
        look()
      })
    },
    async [Symbol.asyncDispose]() {
      const ends = [...running].map((child) => {
        child.kill('SIGKILL')
        return child.ended
      })
      await Promise.all(ends)
      await hub[Symbol.asyncDispose]()
      rmSync(root, { recursive: true })
    },
  }
}
