import { promisify } from 'node:util'
import { activeSimulation } from './active.ts'
import { HostImmediate } from './host-timer.ts'
import { promiseMembers } from './timer-promises.ts'

const real = { setTimeout, clearTimeout, setInterval, setImmediate, clearImmediate }

type Callback = (...args: unknown[]) => void

function simulatedSetTimeout(callback: Callback, delayMs?: number, ...args: unknown[]) {
  const timers = activeSimulation()?.timers
  return timers
    ? timers.set(callback, delayMs, args, false)
    : real.setTimeout(callback, delayMs, ...args)
}

function simulatedSetInterval(callback: Callback, delayMs?: number, ...args: unknown[]) {
  const timers = activeSimulation()?.timers
  return timers
    ? timers.set(callback, delayMs, args, true)
    : real.setInterval(callback, delayMs, ...args)
}

function simulatedClear(timer: NodeJS.Timeout | undefined): void {
  // A timer of before the simulation is still Node's.
  if (!activeSimulation()?.timers.clear(timer)) real.clearTimeout(timer)
}

function simulatedSetImmediate(callback: Callback, ...args: unknown[]) {
  const timers = activeSimulation()?.timers
  return timers ? timers.immediate(callback, args) : real.setImmediate(callback, ...args)
}

function simulatedClearImmediate(immediate: HostImmediate | NodeJS.Immediate | undefined): void {
  if (immediate instanceof HostImmediate) immediate.close()
  else real.clearImmediate(immediate)
}

Object.defineProperty(simulatedSetTimeout, promisify.custom, { value: promiseMembers.setTimeout })
Object.defineProperty(simulatedSetImmediate, promisify.custom, {
  value: promiseMembers.setImmediate,
})

/** For globalThis and node:timers. */
export const timerMembers = {
  setTimeout: simulatedSetTimeout,
  clearTimeout: simulatedClear,
  setInterval: simulatedSetInterval,
  clearInterval: simulatedClear,
  setImmediate: simulatedSetImmediate,
  clearImmediate: simulatedClearImmediate,
}
