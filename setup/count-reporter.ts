import type { Reporter, TestModule } from 'vitest/node'
import { dockerEngine } from './docker-engine.mjs'

export interface Count {
  passed: number
  failed: number
  skipped: number
}

/**
 * Counts what a test run did. A file that could not be loaded, a suite whose set-up failed and an
 * error that no test owns each count as a failure, so that nothing broken can look green.
 */
export function countTests(modules: readonly TestModule[], strayErrors: number): Count {
  const count = { passed: 0, failed: strayErrors, skipped: 0 }
  for (const module of modules) {
    count.failed += module.errors().length
    for (const suite of module.children.allSuites()) count.failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      // A test that never ended did not pass.
      count[state === 'pending' ? 'failed' : state] += 1
    }
  }
  return count
}

/** The last line of a test run, in the one form that scripts read. */
export function countLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** Ends a test run with its plain count. A run in which nothing passed fails. */
export default class CountReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): Promise<void> {
    const count = countTests(modules, errors.length)
    if (count.failed > 0 || count.passed === 0) process.exitCode = 1
    if (count.skipped > 0) {
      const engine = await dockerEngine()
      if (!engine.available) {
        process.stdout.write(
          `What needs containers was skipped: no Docker engine answers (${engine.why}).\n`,
        )
      }
    }
    process.stdout.write(`${countLine(count)}\n`)
  }
}
