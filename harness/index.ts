/** The door for scenario files, and scripts that drive recordings: all they may import. */
export { fault } from './fault/faults.ts'
export type { RecordScript, RecordTools } from './replay/recorder/script.ts'
export type { Bug } from './scenario/bug.ts'
export { scenario, weather } from './scenario/scenario.ts'
