/**
 * Makes an object of Playwright's type out of the members that the simulated browser has. Reading
 * any other member throws a sentence, so that a worker that begins to use more is told at once.
 *
 * @param type its name in Playwright, such as `Page`
 */
export function playwrightObject<T extends object>(type: string, members: object): T {
  const object: unknown = new Proxy(members, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name)
      // Node and the language look these up on any object: awaiting, printing, iterating.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      throw unavailable(`${type}.${name}`)
    },
  })
  // The one cast: Playwright's types have hundreds of members, and those missing here throw above.
  return object as T
}

/**
 * The same for a class of objects that are made in great numbers: what its instances do not have
 * throws a sentence, and what they have is reached without a Proxy in between.
 */
export function guardMembers(type: string, prototype: object): void {
  Object.setPrototypeOf(prototype, playwrightObject(type, {}))
}

/** @param what such as `Page.screenshot` or `selector "h1"` */
export function unavailable(what: string): Error {
  return new Error(
    `The simulated browser has no ${what}; see the header of ` +
      'harness/world/simulation/browser/simulated-browsers.ts, or use a world with a real browser.',
  )
}
