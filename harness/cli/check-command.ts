import { Command } from 'commander'
import { Sources } from '../diagnosis/source.ts'
import { readJournal } from '../journal/read-journal.ts'
import { judgeRun } from '../run/judge-run.ts'
import { ledgerCounts, resultActs, resultFindings } from '../run/result.ts'
import { RunRecord } from '../trace/run-record.ts'
import { unaskedOf, unaskedSentence } from '../trace/unasked.ts'
import { exitCodes } from './exit.ts'
import { writeJson } from './flags.ts'
import { root } from './root.ts'
import { printable } from './terminal.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('judge a journal, or a file of OTLP JSON lines, without running anything')
    .argument('<file>', 'reports/<run>/journal.jsonl, or a trace file from anywhere')
    .option('--json <file>', 'write the result as JSON')
    .action((file: string, flags: { json?: string }) => {
      const { lines, notes } = readJournal(file)
      const record = RunRecord.from(lines)
      const judged = judgeRun(record, new Sources(root))
      for (const note of notes) process.stdout.write(`${note}\n`)
      process.stdout.write(`${judged.verdict}  ${judged.headline}\n`)
      for (const finding of judged.findings) {
        process.stdout.write(`  ${finding.invariant}: ${finding.summary}\n`)
      }
      const unasked = unaskedOf(record)
      const sentence = unasked && unaskedSentence(unasked)
      if (sentence) process.stdout.write(`  ${printable(sentence)}\n`)
      if (flags.json) {
        const { verdict, headline, findings, acts } = judged
        writeJson(flags.json, {
          verdict,
          headline,
          findings: resultFindings(findings),
          acts: resultActs(acts),
          unasked: unasked ?? null,
          ledger: ledgerCounts(judged),
          journal: file,
        })
      }
      process.exitCode = exitCodes[judged.verdict]
    })
}
