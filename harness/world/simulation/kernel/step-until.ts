import type { HostTimers } from './host-timer.ts'
import { currentLife, outsideHosts } from './life.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Stepping {
  time: VirtualTime
  timers: HostTimers
  /** Real work for which time stands still. */
  held: ReadonlySet<PromiseLike<unknown>>
  failure(): { error: unknown } | undefined
}

/** Node's own, also where this file is first loaded in a simulation. */
const turn = setImmediate
/** More turns than any program takes without waiting. */
const turnLimit = 100_000
const underWay = new WeakSet<Stepping>()

/**
 * Steps from one thing that is scheduled to the next. Between two steps Node takes one turn of its
 * loop, in which all promises and `nextTick`s are worked off; and one more for every immediate that
 * was set in the meantime. More would change nothing.
 */
export async function stepUntil<T>(
  stepping: Stepping,
  promise: PromiseLike<T>,
  limitMs: number,
): Promise<T> {
  refuseNesting(stepping)
  const { time } = stepping
  const startMs = time.nowMs
  let settled = false
  let late = false
  const settle = (): void => {
    settled = true
  }
  promise.then(settle, settle)
  underWay.add(stepping)
  const limit = time.after(limitMs, () => {
    late = true
  })
  try {
    await outsideHosts(() =>
      step(
        stepping,
        () => settled,
        () => late,
      ),
    )
  } finally {
    limit.cancel()
    underWay.delete(stepping)
  }
  if (settled) return promise
  const passed = `${time.nowMs - startMs} virtual ms`
  throw new Error(
    late
      ? `Could not wait any longer: ${passed} have passed and the promise is not settled.`
      : `Could not go on: after ${passed} nothing is scheduled any more, and the promise is not settled (deadlock).`,
  )
}

function refuseNesting(stepping: Stepping): void {
  const life = currentLife()
  if (life) {
    throw new Error(
      `Could not let time pass: ${life.hostName} asked for it, and it has no such power.`,
    )
  }
  if (underWay.has(stepping)) {
    throw new Error('Could not let time pass: somebody else does so already. Await that first.')
  }
}

function step(stepping: Stepping, settled: () => boolean, late: () => boolean): Promise<void> {
  const { time, timers, held } = stepping
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let turns = 0
  const next = (): void => {
    const failure = stepping.failure()
    if (failure) reject(failure.error)
    else if (settled() || late()) resolve()
    else if (timers.turnWanted) anotherTurn()
    else if (held.size > 0) oneOf(held).then(next)
    // The limit itself is scheduled too.
    else if (time.count <= 1) resolve()
    else forward()
  }
  const anotherTurn = (): void => {
    if (++turns <= turnLimit) turn(next)
    else reject(new Error(`Could not go on: ${turnLimit} turns of setImmediate and no end.`))
  }
  const forward = (): void => {
    turns = 0
    try {
      time.next()
    } catch (error) {
      reject(error)
      return
    }
    turn(next)
  }
  turn(next)
  return promise
}

/** Resolves once one of them is settled, either way; who asked for it hears of its error. */
async function oneOf(held: ReadonlySet<PromiseLike<unknown>>): Promise<void> {
  const quiet = (): void => undefined
  await Promise.race([...held].map((work) => work.then(quiet, quiet)))
}
