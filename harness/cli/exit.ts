/** How a command ends, and what it says when it could not do what it was asked. */

import { FaultError } from '../fault/fault.ts'
import { JournalError } from '../journal/read-journal.ts'
import { RecordingError } from '../replay/recording.ts'
import { ScenarioError } from '../scenario/find-scenarios.ts'
import { WorldError } from '../world/world.ts'

export const exitCodes = { pass: 0, fail: 1, unknown: 2, broken: 3, interrupted: 130 } as const

/** An end that needs a sentence and a code, and no stack trace. */
export class ExpectedError extends Error {
  override name = 'ExpectedError'
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.broken) {
    super(message)
    this.exitCode = exitCode
  }
}

const ours = [ExpectedError, JournalError, FaultError, RecordingError, ScenarioError, WorldError]

/** One sentence for what we foresaw; the whole stack for what we did not, since that is our bug. */
export function sentenceOf(error: unknown): string {
  if (ours.some((kind) => error instanceof kind) && error instanceof Error) return error.message
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `something unforeseen happened, which is a bug of glassbox.\n${stack}`
}
