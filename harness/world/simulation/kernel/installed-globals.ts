/**
 * Puts the simulation's time and chance in the place of Node's, for all code in this thread, and
 * takes them away again.
 *
 * What is put there stays the same function for ever, and does what Node's does while no simulation
 * is under way. So it does no harm that libraries keep what they find when they are first loaded
 * (ws keeps `crypto.randomFillSync` and `randomBytes`, engine.io-client `setTimeout`): the next
 * simulation in the same process works with them too. `load-guard.ts` sees to it that they were
 * not loaded before.
 *
 * Left real, because they are in order anyway: promises, `process.nextTick`, `queueMicrotask`.
 */
import nodeCrypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import nodeTimers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { abortSignalTimeout } from './abort-signal-timeout.ts'
import { activeSimulation } from './active.ts'
import { putGuards } from './guard.ts'
import { ownOfEachLife } from './per-life.ts'
import { mathRandom, randomMembers, webCryptoMembers } from './random-functions.ts'
import { SimulatedDate } from './simulated-date.ts'
import { currentHost } from './simulated-host.ts'
import { hrtime, performanceNow, performanceTimeOrigin, uptime } from './steady-functions.ts'
import { timerMembers } from './timer-functions.ts'
import { promiseMembers } from './timer-promises.ts'

/** Where @opentelemetry/api 1 keeps the global providers: every process has its own. */
const openTelemetry = Symbol.for('opentelemetry.js.api.1')
const registry = ownOfEachLife<{ api?: unknown }>(() => ({}))

type Members = Readonly<Record<string, unknown>>

/** Installs everything; call what it returns to restore what was there. */
export function installGlobals(): () => void {
  const restore: (() => void)[] = []
  const put = (target: object, name: string | symbol, descriptor: PropertyDescriptor): void => {
    const before = Object.getOwnPropertyDescriptor(target, name)
    Object.defineProperty(target, name, { configurable: true, ...descriptor })
    restore.push(() => {
      if (before === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, before)
    })
  }
  const putAll = (target: object, members: Members): void => {
    for (const [name, value] of Object.entries(members)) {
      put(target, name, { value, writable: true, enumerable: true })
    }
  }
  putAll(globalThis, timerMembers)
  putAll(nodeTimers, timerMembers)
  putAll(timersPromises, promiseMembers)
  put(timersPromises.scheduler, 'wait', { value: promiseMembers.setTimeout, writable: true })
  put(globalThis, 'Date', { value: SimulatedDate, writable: true })
  put(performance, 'now', { value: performanceNow, writable: true })
  put(performance, 'timeOrigin', { get: performanceTimeOrigin })
  put(process, 'hrtime', { value: hrtime, writable: true })
  put(process, 'uptime', { value: uptime, writable: true })
  put(AbortSignal, 'timeout', { value: abortSignalTimeout, writable: true })
  putAll(nodeCrypto, randomMembers)
  putAll(Object.getPrototypeOf(globalThis.crypto), webCryptoMembers)
  put(Math, 'random', { value: mathRandom, writable: true })
  put(globalThis, openTelemetry, {
    get: () => registry().api,
    set: (api: unknown) => {
      registry().api = api
    },
  })
  put(timersPromises.scheduler, 'yield', { value: promiseMembers.setImmediate, writable: true })
  putGuards(put)
  put(globalThis, 'fetch', {
    value: answeredFetch(globalThis.fetch),
    writable: true,
    enumerable: true,
  })
  syncBuiltinESMExports()
  return () => {
    for (const undo of restore.reverse()) undo()
    syncBuiltinESMExports()
  }
}

/** What the simulation answers to a host's programs; for everybody and everything else as before. */
function answeredFetch(before: typeof fetch): typeof fetch {
  return (...call) => {
    const isProgram = currentHost()?.guarded === true
    const answer = isProgram ? activeSimulation()?.answerFetch?.(...call) : undefined
    return answer ?? before(...call)
  }
}
