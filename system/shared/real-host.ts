/** The real world: this process, its sockets, its disk, its browser. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { errorText, OperatorError } from './errors.ts'
import { filesBelow, openDatabaseBelow } from './files-below.ts'
import type { BrowserRequest, ChildProcess, Host, SpawnRequest } from './host.ts'

/** A process that still lives this long after its work was done is ended by force. */
const leaveLimitMs = 3000
/** How long the output of a child may still come after it has ended. */
const lastOutputLimitMs = 2000

/**
 * The Host of an operating system process.
 *
 * @param name Names the data folder, `./data/<name>`, where DATA_DIR does not.
 */
export function realHost(name: string): Host {
  const { env } = process
  const dataDir = resolve(env.DATA_DIR || join('data', name))
  makeDataDir(dataDir)
  return {
    env,
    dataDir,
    files: filesBelow(dataDir),
    openDatabase: (database) => openDatabaseBelow(dataDir, database),
    readText,
    listen,
    agent: undefined,
    openBrowser: (request) => openBrowser(dataDir, request),
    spawn: spawnNode,
    print: (line, stream = 'stdout') => {
      process[stream].write(`${line}\n`)
    },
    usage: usageMeter(),
    onLeaveRequest: leaveRequests(),
    leave,
  }
}

/** Without its folder a process cannot even begin: it says so and ends. */
function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    process.stderr.write(
      `Could not make the data folder ${dataDir}: ${errorText(error)}. Set DATA_DIR to a folder that can be written.\n`,
    )
    process.exit(1)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OperatorError(`Could not read ${path}: ${errorText(error)}.`)
  }
}

export function listen(server: Server, port: number, address: string): Promise<number> {
  const listening = Promise.withResolvers<number>()
  const onError = (error: Error): void => {
    listening.reject(new OperatorError(listenFailure(error, port, address)))
  }
  server.once('error', onError)
  server.listen(port, address, () => {
    server.off('error', onError)
    const bound = server.address()
    listening.resolve(bound !== null && typeof bound === 'object' ? bound.port : port)
  })
  return listening.promise
}

function listenFailure(error: Error, port: number, address: string): string {
  const code = 'code' in error ? error.code : undefined
  const at = `Could not listen on ${address}:${port}`
  if (code === 'EADDRINUSE') {
    return `${at}: the port is in use. Stop what uses it, or set PORT to another one (0 takes any that is free).`
  }
  if (code === 'EACCES') return `${at}: not allowed. Set PORT to one above 1023.`
  return `${at}: ${error.message}. Set HOST to an address of this machine.`
}

const quietSwitches = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function openBrowser(dataDir: string, request: BrowserRequest) {
  const given = request.args ?? []
  const asRoot = process.getuid?.() === 0
  // It takes a third of a second to load, and Master never opens a browser.
  const { chromium } = await import('playwright-core')
  return chromium.launchPersistentContext(join(dataDir, 'browser', request.profile), {
    headless: request.headless,
    ...(request.executablePath === undefined ? {} : { executablePath: request.executablePath }),
    ...(request.proxy === undefined ? {} : { proxy: request.proxy }),
    args: [...quietSwitches, ...given.filter((word) => word !== '--no-sandbox')],
    // Chromium refuses to sandbox a root process; else only the operator may switch it off.
    chromiumSandbox: !asRoot && !given.includes('--no-sandbox'),
    serviceWorkers: 'block',
    // The worker closes its browsers itself, after the last answers were read.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
}

export function spawnNode({ args, env, cwd }: SpawnRequest): ChildProcess {
  const child = spawn(process.execPath, [...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  const listeners: ((stream: 'stdout' | 'stderr', line: string) => void)[] = []
  const tell = (stream: 'stdout' | 'stderr', line: string): void => {
    for (const listener of listeners) listener(stream, line)
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', (line) => tell(stream, line))
  }
  const exited = Promise.withResolvers<{ code: number | null; signal: string | null }>()
  child.once('error', (error) => {
    tell('stderr', `Could not start the process: ${error.message}`)
    exited.resolve({ code: null, signal: null })
  })
  child.once('close', (code, signal) => exited.resolve({ code, signal }))
  child.once('exit', (code, signal) => {
    // A grandchild that holds the pipes open must not keep the supervisor waiting.
    setTimeout(() => exited.resolve({ code, signal }), lastOutputLimitMs).unref()
  })
  return {
    pid: child.pid ?? -1,
    onLine: (listener) => {
      listeners.push(listener)
    },
    exited: exited.promise,
    signal: (kind) => {
      child.kill(kind === 'kill' ? 'SIGKILL' : 'SIGTERM')
    },
  }
}

function usageMeter(): Host['usage'] {
  let before = process.cpuUsage()
  let at = performance.now()
  return () => {
    const spent = process.cpuUsage(before)
    const elapsedMs = Math.max(1, performance.now() - at)
    before = process.cpuUsage()
    at = performance.now()
    return {
      heapUsedMb: Math.round(process.memoryUsage().heapUsed / 1e5) / 10,
      cpuPercent: Math.round((spent.user + spent.system) / 10 / elapsedMs),
    }
  }
}

/** The first signal asks to leave, also one that came before anybody listened; a second forces. */
function leaveRequests(): Host['onLeaveRequest'] {
  let asked: string | undefined
  let listener: ((reason: string) => void) | undefined
  const numbers = { SIGINT: 2, SIGTERM: 15 } as const
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked !== undefined) process.exit(128 + numbers[signal])
      asked = signal
      listener?.(signal)
    })
  }
  return (given) => {
    listener = given
    if (asked !== undefined) given(asked)
  }
}

function leave(code: number): void {
  process.exitCode = code
  setTimeout(() => {
    process.stderr.write(
      `The process was still alive ${leaveLimitMs} ms after its work was done and is ended by force.\n`,
    )
    process.exit(code)
  }, leaveLimitMs).unref()
}
