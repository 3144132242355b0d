/** Finds a run's folder by what a person gives: the folder, its name, or the end of its name. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ExpectedError } from './exit.ts'
import { root } from './root.ts'

/** @throws ExpectedError naming the latest runs, if it is none of them or fits several. */
export function findRun(name: string): string {
  if (existsSync(join(name, 'journal.jsonl'))) return name
  const reports = join(root, 'reports')
  const runs = existsSync(reports)
    ? readdirSync(reports).filter((run) => existsSync(join(reports, run, 'journal.jsonl')))
    : []
  const matches = runs.filter((run) => run === name || run.endsWith(name))
  const [match] = matches
  if (matches.length === 1 && match) return join(reports, match)
  throw new ExpectedError(
    matches.length > 1
      ? `Could not choose among ${matches.join(', ')}: give more of the name.`
      : `Could not find the run ${name}. Known are: ${runs.slice(-10).join(', ') || 'none yet; npm start makes one'}.`,
  )
}
