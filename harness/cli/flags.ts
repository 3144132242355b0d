/** What several commands do with what they are given. */
import { accessSync, constants, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ExpectedError } from './exit.ts'

export function writeJson(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
  } catch (error) {
    throw new ExpectedError(
      `Could not write the result to ${file}: ${error instanceof Error ? error.message : error}. The run's report was written.`,
    )
  }
}

/** Before the run, so that nobody waits a minute for a result that cannot be kept. */
export function refuseUnwritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw new ExpectedError(
      `Could not write the result to ${file}: ${error instanceof Error ? error.message : error}. Nothing was run; give a file in a folder that exists and can be written to.`,
    )
  }
}

export function collect(value: string, previous: string[]): string[] {
  return [...previous, value]
}
