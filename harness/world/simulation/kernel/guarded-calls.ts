/**
 * What a simulation cannot repeat: everything by which code reaches past its simulated host to the
 * true machine, true time, threads or chance. A program on a host that calls any of it gets an
 * error which names the call, the place and what to use instead, and the run hears of it (see
 * `guard.ts`). What the simulation does itself (timers, clocks, random numbers, `http` with the
 * host's agent, `fetch` of what it answers) is not in here: see `installed-globals.ts`.
 */
import asyncHooks from 'node:async_hooks'
import childProcess from 'node:child_process'
import cluster from 'node:cluster'
import nodeCrypto from 'node:crypto'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import perfHooks from 'node:perf_hooks'
import nodeProcess from 'node:process'
import v8 from 'node:v8'
import workerThreads from 'node:worker_threads'
import zlib from 'node:zlib'

export interface GuardedCalls {
  /** As people write it before the member: `fs.`, `` for globals. */
  prefix: string
  on: object
  members: readonly string[]
  /** What to use instead, as the end of "Use …". */
  instead: string
  /** Libraries may: what they do with it does not show. */
  librariesMay?: true
  /** Refused only when called like this. */
  when?: (args: readonly unknown[]) => boolean
}

/** All functions but classes. */
function functionsOf(module: object, except: RegExp = /^$/): string[] {
  return Object.keys(module).filter(
    (name) =>
      /^[a-z]/.test(name) && typeof Reflect.get(module, name) === 'function' && !except.test(name),
  )
}

const files = 'host.files and host.readText'
const dial = 'an HTTP client with host.agent'
const later = 'a timer, or host.spawn for a program of its own'
const usage = 'host.usage()'

const locale = "the same with a locale, such as 'en'; the machine's own differs"
const noLocale = (args: readonly unknown[]): boolean => args[0] === undefined

export const guardedCalls: readonly GuardedCalls[] = [
  { prefix: 'fs.', on: fs, members: functionsOf(fs), instead: files },
  { prefix: 'fs.promises.', on: fs.promises, members: functionsOf(fs.promises), instead: files },
  {
    prefix: 'child_process.',
    on: childProcess,
    members: functionsOf(childProcess, /^_/),
    instead: 'host.spawn',
  },
  {
    prefix: 'worker_threads.',
    on: workerThreads,
    members: ['Worker', 'MessageChannel', 'BroadcastChannel'],
    instead: later,
  },
  { prefix: 'cluster.', on: cluster, members: ['fork'], instead: 'host.spawn' },
  { prefix: '', on: globalThis, members: ['MessageChannel', 'BroadcastChannel'], instead: later },
  { prefix: 'Atomics.', on: Atomics, members: ['wait', 'waitAsync'], instead: 'await and a timer' },
  {
    // What net, tls, http, https and http2 all come to when they have no agent of the host.
    prefix: 'net.Socket.',
    on: net.Socket.prototype,
    members: ['connect'],
    instead: dial,
  },
  { prefix: 'net.Server.', on: net.Server.prototype, members: ['listen'], instead: 'host.listen' },
  { prefix: 'dgram.', on: dgram, members: ['createSocket'], instead: dial },
  {
    prefix: 'dns.',
    on: dns,
    members: [...functionsOf(dns, /DefaultResultOrder|Servers$/), 'Resolver'],
    instead: `names of hosts as they are, and ${dial}`,
  },
  {
    prefix: 'dns.promises.',
    on: dns.promises,
    members: [...functionsOf(dns.promises, /DefaultResultOrder|Servers$/), 'Resolver'],
    instead: `names of hosts as they are, and ${dial}`,
  },
  { prefix: '', on: globalThis, members: ['fetch', 'WebSocket', 'EventSource'], instead: dial },
  {
    prefix: 'os.',
    on: os,
    members: functionsOf(os),
    instead: 'host.env for whatever the program has to know of its machine',
  },
  {
    prefix: 'process.',
    on: nodeProcess,
    members: ['memoryUsage', 'cpuUsage', 'threadCpuUsage', 'resourceUsage'],
    instead: usage,
  },
  {
    prefix: 'process.',
    on: nodeProcess,
    members: ['availableMemory', 'constrainedMemory', 'getActiveResourcesInfo'],
    instead: usage,
  },
  {
    prefix: 'process.',
    on: nodeProcess,
    members: ['exit', 'reallyExit', 'abort', 'kill', 'chdir'],
    instead: 'host.leave',
  },
  { prefix: 'v8.', on: v8, members: functionsOf(v8, /serialize/), instead: usage },
  {
    prefix: 'crypto.',
    on: nodeCrypto,
    members: [
      ...['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync'],
      ...['generatePrime', 'generatePrimeSync', 'checkPrime', 'createDiffieHellman', 'createECDH'],
      ...['sign', 'createSign', 'publicEncrypt', 'encapsulate', 'secureHeapUsed'],
    ],
    instead: 'keys that the program is given, and createHmac; they draw chance past the seed',
  },
  {
    prefix: 'crypto.',
    on: nodeCrypto,
    members: ['scrypt', 'pbkdf2', 'hkdf', 'argon2'],
    instead: 'the same with Sync; it is done in a thread, in true time',
  },
  {
    prefix: 'crypto.subtle.',
    on: Object.getPrototypeOf(globalThis.crypto.subtle),
    members: functionsOf(Object.getPrototypeOf(globalThis.crypto.subtle), /^supports$/),
    instead: 'createHash and createHmac of node:crypto; it is done in a thread, in true time',
  },
  {
    prefix: 'zlib.',
    on: zlib,
    members: functionsOf(zlib, /Sync$|^crc32$|Archive|^zipFiles$|Size$/),
    instead: 'the functions with Sync; it is done in a thread, in true time',
  },
  {
    prefix: 'performance.',
    on: globalThis.performance,
    members: ['mark', 'measure', 'timerify', 'eventLoopUtilization', 'toJSON'],
    instead: 'performance.now()',
  },
  {
    prefix: 'perf_hooks.',
    on: perfHooks,
    members: ['monitorEventLoopDelay', 'eventLoopUtilization', 'timerify', 'PerformanceObserver'],
    instead: 'performance.now()',
  },
  {
    prefix: 'async_hooks.',
    on: asyncHooks,
    members: ['executionAsyncId', 'triggerAsyncId', 'createHook', 'executionAsyncResource'],
    instead: 'AsyncLocalStorage; numbers of resources differ from run to run',
    librariesMay: true,
  },
  {
    prefix: '',
    on: globalThis,
    members: ['WeakRef', 'FinalizationRegistry'],
    instead: 'WeakMap or WeakSet; when garbage is collected differs from run to run',
    librariesMay: true,
  },
  {
    prefix: 'String.',
    on: String.prototype,
    members: ['localeCompare'],
    instead: locale,
    librariesMay: true,
    when: (args) => args[1] === undefined,
  },
  ...[
    { prefix: 'Date.', on: Date.prototype },
    { prefix: 'Number.', on: Number.prototype },
    { prefix: 'BigInt.', on: BigInt.prototype },
  ].map(({ prefix, on }) => ({
    prefix,
    on,
    members: ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'],
    instead: locale,
    librariesMay: true as const,
    when: noLocale,
  })),
  {
    prefix: 'Intl.',
    on: Intl,
    members: ['Collator', 'DateTimeFormat', 'NumberFormat', 'PluralRules', 'RelativeTimeFormat'],
    instead: locale,
    librariesMay: true,
    when: noLocale,
  },
  {
    prefix: 'Intl.DateTimeFormat.',
    on: Intl.DateTimeFormat.prototype,
    members: ['formatToParts'],
    instead: 'a date to format, such as new Date(); without one it is the true time',
    when: noLocale,
  },
  {
    prefix: 'Temporal.Now.',
    on: temporalNow(),
    members: functionsOf(temporalNow()),
    instead: 'Date.now()',
  },
]

/** Undefined before Node 26. */
function temporalNow(): object {
  const temporal: unknown = Reflect.get(globalThis, 'Temporal')
  const now: unknown = typeof temporal === 'object' && temporal && Reflect.get(temporal, 'Now')
  return typeof now === 'object' && now !== null ? now : {}
}

export interface GuardedValue {
  /** Of `process`. */
  name: string
  instead: string
  /** What libraries and Node see; the true value if absent. */
  steady?: (env: Readonly<Record<string, string>>) => unknown
}

/** Properties of `process` that are not for programs; libraries see what is the same everywhere. */
export const guardedValues: readonly GuardedValue[] = [
  { name: 'env', instead: 'host.env', steady: (env) => env },
  { name: 'argv', instead: 'host.env', steady: () => ['node', 'program'] },
  { name: 'pid', instead: 'service.instance.id, or an id from randomUUID()', steady: () => 1 },
  { name: 'ppid', instead: 'an id from randomUUID()', steady: () => 0 },
  { name: 'execPath', instead: 'host.spawn', steady: () => 'node' },
  { name: 'execArgv', instead: 'host.spawn', steady: () => [] },
  { name: 'title', instead: 'a name from host.env', steady: () => 'node' },
  { name: 'cwd', instead: 'host.dataDir', steady: () => () => '/' },
  { name: 'version', instead: 'host.env' },
  { name: 'versions', instead: 'host.env' },
  { name: 'platform', instead: 'host.env' },
  { name: 'arch', instead: 'host.env' },
  { name: 'stdin', instead: 'host.readText' },
]
