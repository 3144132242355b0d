import { defineConfig } from 'vitest/config'
import { keepCompiledCode } from './setup/compile-cache.mjs'

// Before vitest starts its workers, which inherit the environment, as do the processes of the tests.
keepCompiledCode()

const slow = '**/*.slow.test.ts'
const ignored = ['**/node_modules/**', '**/dist/**', '.glassbox/**', 'reports/**']

/**
 * Two groups: the quick tests side by side, then those that start Chromium or containers
 * (`*.slow.test.ts`), one file at a time, so that they do not take the processor from each other.
 * Group 0 would not do: where it has one worker, on two cores say, vitest runs it last.
 */
export default defineConfig({
  test: {
    reporters: ['default', './setup/count-reporter.ts'],
    projects: [
      {
        test: {
          name: 'quick',
          include: ['**/*.test.ts'],
          exclude: [...ignored, slow],
          testTimeout: 10_000,
          hookTimeout: 10_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'slow',
          include: [slow],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
