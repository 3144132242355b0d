/** Puts a guard before everything in `guarded-calls.ts`, and says what it has caught. */
import { activeSimulation } from './active.ts'
import { type Caller, findCaller } from './caller.ts'
import { guardedCalls, guardedValues } from './guarded-calls.ts'
import { currentLife } from './life.ts'
import { currentHost } from './simulated-host.ts'
import { UnsimulatedCallError } from './unsimulated-call-error.ts'

type Put = (target: object, name: string, descriptor: PropertyDescriptor) => void

export function putGuards(put: Put): void {
  for (const { prefix, on, members, instead, librariesMay, when } of guardedCalls) {
    for (const member of members) {
      const real: unknown = Reflect.get(on, member)
      if (typeof real !== 'function') continue
      const check = (args: readonly unknown[]): void => {
        if (when?.(args) === false) return
        refuseCall(`${prefix}${member}`, instead, librariesMay === true)
      }
      const descriptor = Object.getOwnPropertyDescriptor(on, member)
      if (descriptor?.configurable === false) continue
      put(on, member, {
        value: guarded(real, check),
        writable: true,
        enumerable: descriptor?.enumerable ?? true,
      })
    }
  }
  putDateFormat(put)
  for (const { name, instead, steady } of guardedValues) {
    const real = Object.getOwnPropertyDescriptor(process, name)
    if (real?.configurable !== true) continue
    const trueValue = (): unknown => (real.get ? Reflect.apply(real.get, process, []) : real.value)
    put(process, name, {
      enumerable: true,
      get() {
        const caller = guardsHere() ? findCaller() : undefined
        if (caller === undefined || caller.kind === 'harness') return trueValue()
        if (!caller.byNode && caller.kind === 'program') {
          throw refusal(`process.${name}`, instead, caller)
        }
        return steady ? steady(currentHost()?.env ?? {}) : trueValue()
      },
      set(value: unknown) {
        real.value = value
      },
    })
  }
}

function guardsHere(): boolean {
  return currentHost()?.guarded === true
}

/** `Intl.DateTimeFormat.prototype.format` is a getter; without a date what it gives asks the clock. */
function putDateFormat(put: Put): void {
  const { prototype } = Intl.DateTimeFormat
  const real = Object.getOwnPropertyDescriptor(prototype, 'format')?.get
  if (real === undefined) return
  put(prototype, 'format', {
    get() {
      const format: unknown = Reflect.apply(real, this, [])
      if (typeof format !== 'function' || currentLife() === undefined) return format
      return (date: unknown = Date.now()) => Reflect.apply(format, this, [date])
    },
  })
}

/** The very function, with all its properties, but for what is looked at first. */
function guarded(real: object, check: (args: readonly unknown[]) => void): unknown {
  return new Proxy(real, {
    apply(target, self, args) {
      check(args)
      return typeof target === 'function' ? Reflect.apply(target, self, args) : undefined
    },
    construct(target, args, newTarget) {
      check(args)
      return typeof target === 'function' ? Reflect.construct(target, args, newTarget) : {}
    },
  })
}

function refuseCall(call: string, instead: string, librariesMay: boolean): void {
  if (activeSimulation() === undefined || !guardsHere()) return
  const caller = findCaller()
  if (caller.loading || caller.kind === 'harness') return
  if (librariesMay && caller.kind === 'library') {
    activeSimulation()?.calls?.note(call, 'real')
    return
  }
  throw refusal(call, instead, caller)
}

/** Whoever catches the error: the run has heard of it. */
function refusal(call: string, instead: string, { site }: Caller): UnsimulatedCallError {
  const simulation = activeSimulation()
  const shortSite = site && (simulation?.shortenStack(site) ?? site)
  const host = currentLife()?.hostName ?? 'a host'
  const error = new UnsimulatedCallError(host, call, shortSite, instead)
  simulation?.onUnsimulated(error)
  return error
}
