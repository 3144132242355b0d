import { activeSimulation } from './active.ts'

const RealDate = Date

function nowMs(): number {
  const simulation = activeSimulation()
  return simulation ? Math.floor(simulation.wallMs()) : RealDate.now()
}

/**
 * `Date`, of whichever host asks. The dates it makes are Node's own, so that `instanceof` holds
 * both ways and nothing that outlives the simulation is odd.
 */
export const SimulatedDate: DateConstructor = new Proxy(RealDate, {
  apply: () => new RealDate(nowMs()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(
      target,
      args.length === 0 ? [nowMs()] : args,
      newTarget === SimulatedDate ? target : newTarget,
    ),
  get: (target, name) => (name === 'now' ? nowMs : Reflect.get(target, name)),
})
