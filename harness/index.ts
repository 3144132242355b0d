/** The door for scenario files: all they may import. */
export { fault } from './fault/faults.ts'
export type { Bug } from './scenario/bug.ts'
export { scenario, weather } from './scenario/scenario.ts'
