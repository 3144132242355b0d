import { join, relative } from 'node:path'
import { Command } from 'commander'
import { Sources } from '../diagnosis/source.ts'
import { readJournal } from '../journal/read-journal.ts'
import { reportModel } from '../report/report-model.ts'
import { writeReport } from '../report/write.ts'
import { judgeRun } from '../run/judge-run.ts'
import { RunRecord } from '../trace/run-record.ts'
import { findRun } from './find-run.ts'
import { root } from './root.ts'

export function reportCommand(): Command {
  return new Command('report')
    .description('write the HTML report of a run again, from its journal')
    .argument('<run>', 'a folder of reports/, or the end of its name')
    .action(async (run: string) => {
      const folder = findRun(run)
      const { lines, notes } = readJournal(join(folder, 'journal.jsonl'))
      const record = RunRecord.from(lines)
      const sources = new Sources(root)
      const model = reportModel(record, judgeRun(record, sources), sources)
      const file = join(folder, 'report.html')
      await writeReport({ ...model, notes: [...model.notes, ...notes] }, file)
      process.stdout.write(`${relative(process.cwd(), file)}\n`)
    })
}
