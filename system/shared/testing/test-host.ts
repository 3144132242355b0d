import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { OperatorError } from '../errors.ts'
import { filesBelow, openDatabaseBelow } from '../files-below.ts'
import type { Host } from '../host.ts'
import { listen, spawnNode } from '../real-host.ts'

export interface TestHost extends Host, Disposable {
  readonly printed: { stream: 'stdout' | 'stderr'; line: string }[]
  /** The structured lines of a log event. */
  logged(event: string): Record<string, unknown>[]
  askToLeave(reason: string): void
  /** Resolves with the exit code. */
  readonly left: Promise<number>
}

export interface TestHostOptions {
  env?: Record<string, string>
  texts?: Record<string, string>
  openBrowser?: () => Promise<BrowserContext>
}

/** A host with real sockets, real child processes and a folder of its own, inside this process. */
export async function testHost(options: TestHostOptions = {}): Promise<TestHost> {
  const dataDir = await mkdtemp(join(tmpdir(), 'system-test-'))
  const printed: TestHost['printed'] = []
  const left = Promise.withResolvers<number>()
  let leaveListener: ((reason: string) => void) | undefined
  return {
    env: options.env ?? {},
    dataDir,
    files: filesBelow(dataDir),
    openDatabase: (name) => openDatabaseBelow(dataDir, name),
    readText(path) {
      const text = options.texts?.[path]
      if (text === undefined) throw new OperatorError(`Could not read ${path}.`)
      return text
    },
    listen,
    agent: undefined,
    openBrowser: options.openBrowser ?? (() => Promise.reject(new Error('There is no browser.'))),
    spawn: spawnNode,
    print: (line, stream = 'stdout') => {
      printed.push({ stream, line })
    },
    usage: () => ({ heapUsedMb: 1, cpuPercent: 1 }),
    onLeaveRequest: (listener) => {
      leaveListener = listener
    },
    leave: left.resolve,
    printed,
    logged: (event) =>
      printed.flatMap(({ line }) => {
        const record = line.startsWith('{') ? JSON.parse(line) : {}
        return record.event === event ? [record] : []
      }),
    askToLeave: (reason) => leaveListener?.(reason),
    left: left.promise,
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}
