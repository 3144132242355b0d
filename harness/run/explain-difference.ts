/** Why a repeatable run did not repeat itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLeak } from '../world/simulation/find-leak.ts'
import { simulationWorldWith } from '../world/simulation/simulation-world.ts'
import type { RunRequest } from './run-request.ts'
import { runScenario } from './run-scenario.ts'

/**
 * Runs it in the simulated world again, twice and more, and names what leaked in; or says that the
 * runs repeat themselves, so that it was the code, the recording or an edit of the journal that has
 * changed since. Leaves no run folder.
 */
export async function explainDifference(
  request: Omit<RunRequest, 'world' | 'reports' | 'progress'>,
): Promise<string> {
  const reports = mkdtempSync(join(tmpdir(), 'glassbox-leak-'))
  try {
    const leak = await findLeak(async (calls) => {
      const { journal } = await runScenario({
        ...request,
        world: simulationWorldWith(calls),
        reports,
        progress: () => undefined,
      })
      if (journal === undefined) throw new Error('A run that was to keep its journal kept none.')
      return readFileSync(journal, 'utf8')
    })
    return (
      leak?.sentence ??
      'Run twice more, it repeats itself to the last byte: the code or the recording has changed since that journal was written, or the journal itself.'
    )
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}
