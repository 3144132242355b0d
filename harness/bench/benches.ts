/** Every bench of `glassbox bench`, in the order in which they run. */
import type { Bench } from './bench.ts'
import { replayBench } from './replay/replay-bench.ts'
import { simulationBench } from './simulation/simulation-bench.ts'

export const benches: readonly Bench[] = [simulationBench, replayBench]
