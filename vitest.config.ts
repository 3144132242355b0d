import { defineConfig } from 'vitest/config'
import { keepCompiledCode } from './setup/compile-cache.mjs'
import { LongestFirst } from './setup/longest-first.ts'

// Before vitest starts its workers, which inherit the environment, as do the processes of the tests.
keepCompiledCode()

const slow = '**/*.slow.test.ts'
/** They take over what a process has once: its clock and its sockets, or OpenTelemetry's globals. */
const apart = [
  'harness/world/simulation/**/*.test.ts',
  'harness/run/**/*.test.ts',
  'system/shared/telemetry/**/*.test.ts',
]
/**
 * A container engine makes and removes networks of this machine, and every Chromium on it then drops
 * what it is loading (ERR_NETWORK_CHANGED): nothing else runs beside these.
 */
const containers = [
  'harness/cli/containers.slow.test.ts',
  'harness/world/containers/*.slow.test.ts',
]
const ignored = ['**/node_modules/**', '**/dist/**', '.glassbox/**', 'reports/**']

const quick = {
  testTimeout: 10_000,
  hookTimeout: 10_000,
  maxWorkers: '100%',
  sequence: { groupOrder: 1 },
} as const

const patient = { testTimeout: 120_000, hookTimeout: 120_000 } as const

/**
 * Three groups: the quick tests side by side, then those that start Chromium or whole
 * systems (`*.slow.test.ts`), then those with containers. Group 0 would not do: where it has one worker, vitest runs it last. Most quick
 * files share their processes: loading everything anew for each took longer than the tests. Of the
 * slow ones two run at a time, however many cores there are, and one run each: runs wait for timers
 * half of the time, and a third would make them late.
 */
export default defineConfig({
  test: {
    reporters: ['default', './setup/count-reporter.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...quick,
          name: 'quick',
          include: ['**/*.test.ts'],
          exclude: [...ignored, slow, ...apart],
          isolate: false,
        },
      },
      { test: { ...quick, name: 'apart', include: apart, exclude: [...ignored, slow] } },
      {
        test: {
          ...patient,
          name: 'slow',
          include: [slow],
          exclude: [...ignored, ...containers],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...patient,
          name: 'containers',
          include: containers,
          exclude: ignored,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
