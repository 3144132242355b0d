/** The door for scenario files: all they may import. */
export { fault } from './fault/faults.ts'
export { scenario, weather } from './scenario/scenario.ts'
