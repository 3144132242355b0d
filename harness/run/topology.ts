/** Names of what a topology counts. */
import type { Topology } from '../scenario/scenario.ts'
import type { WorldPlan } from '../world/world.ts'

export function workersOf({ workers }: Pick<Topology, 'workers'>): WorldPlan['workers'] {
  return Array.from({ length: workers }, (_, i) => ({ id: `worker-${i + 1}` }))
}

/** Spread over the workers in order. */
export function accountsOf({ accounts, workers }: Topology): WorldPlan['accounts'] {
  return Array.from({ length: accounts }, (_, i) => ({
    id: `acc-${i + 1}`,
    name: `账号${i + 1}`,
    workerId: `worker-${(i % workers) + 1}`,
  }))
}
