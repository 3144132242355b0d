import { activeSimulation } from './active.ts'
import { currentLife } from './life.ts'

/** Stands for code that runs while no simulation is under way. */
const outside = {}

/**
 * Gives every life of every host its own of something, as every process has its own copy of a
 * module's variables; what runs in no host has one for each simulation. It is made when first used.
 */
export function ownOfEachLife<T extends object>(make: () => T): () => T {
  const states = new WeakMap<object, T>()
  return () => {
    const owner = currentLife() ?? activeSimulation() ?? outside
    let state = states.get(owner)
    if (state === undefined) {
      state = make()
      states.set(owner, state)
    }
    return state
  }
}

/** The same in the shape of one object, for code that knows nothing of lives. */
export function perLife<T extends object>(make: () => T): T {
  const own = ownOfEachLife(make)
  return new Proxy(make(), {
    get(_shape, name) {
      const state = own()
      const value: unknown = Reflect.get(state, name)
      // Methods of a Map work on the Map alone.
      return typeof value === 'function' ? value.bind(state) : value
    },
    set: (_shape, name, value) => Reflect.set(own(), name, value),
    has: (_shape, name) => Reflect.has(own(), name),
    deleteProperty: (_shape, name) => Reflect.deleteProperty(own(), name),
  })
}
