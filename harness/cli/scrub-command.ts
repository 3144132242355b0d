import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { fieldName } from '../replay/scrub/field-name.ts'
import type { PrivateFinding } from '../replay/scrub/find-private.ts'
import { leaveOut } from '../replay/scrub/leave-out.ts'
import { readHar } from '../replay/scrub/read-har.ts'
import { requireHar, type ScrubResult } from '../replay/scrub/scrub-har.ts'
import { writeHar } from '../replay/scrub/write-har.ts'
import { ExpectedError } from './exit.ts'
import { collect, refuseUnwritable } from './flags.ts'
import { findPrivateWatched, scrubWatched } from './scrub-steps.ts'
import { printable, Terminal } from './terminal.ts'

interface Flags {
  out?: string
  key?: string
  force?: true
  allow: string[]
  allowField: string[]
  leaveOut: string[]
}

const shownFindings = 20

export function scrubCommand(signal: AbortSignal): Command {
  return new Command('scrub')
    .description('take private data out of recorded traffic and put other data of the same form in')
    .argument('<file>', 'a HAR 1.2 of a browser, of Playwright or of glassbox, packed or not')
    .option('--out <file>', 'where to write (default: beside it, as NAME.scrubbed.har)')
    .option('--force', 'write over a file that is there')
    .option('--key <key>', 'the same key gives the same replacements again; keep it to yourself')
    .option('--allow <word>', 'a value or word that may stay (may be repeated)', collect, [])
    .option('--allow-field <name>', 'a field whose values may stay (may be repeated)', collect, [])
    .option(
      '--leave-out <text>',
      'leave out what was asked at addresses with this text (may be repeated)',
      collect,
      [],
    )
    .action(async (file: string, flags: Flags) => {
      const out = flags.out ?? nameBeside(file)
      refuseOverwriting(out, flags.force === true)
      refuseUnwritable(out)
      const terminal = new Terminal(process.stderr)
      const allow = { words: flags.allow, fields: flags.allowField.map(fieldName) }
      const har = leaveOut(await readHar(file), flags.leaveOut)
      const key = flags.key ?? randomBytes(32)
      const watched = { terminal, signal }
      const result = await scrubWatched(har, { key, allow }, watched)
      refusePrivate(file, await findPrivateWatched(result.har, allow, watched))
      await writeHar(out, result.har)
      process.stdout.write(summary(out, result))
    })
}

function nameBeside(file: string): string {
  return `${file.replace(/\.har(\.gz)?$/i, '')}.scrubbed.har`
}

function refuseOverwriting(out: string, mayOverwrite: boolean): void {
  if (mayOverwrite || !existsSync(out)) return
  throw new ExpectedError(
    `${out} is there already, and nothing was done. Give another place with --out, or --force to ` +
      'write over it.',
  )
}

function refusePrivate(file: string, findings: readonly PrivateFinding[]): void {
  if (findings.length === 0) return
  const alike = Map.groupBy(findings, ({ kind, field }) => `${kind} ${field}`)
  const lines = [...alike.values()].slice(0, shownFindings).map(linesOf)
  const hidden = alike.size - lines.length
  throw new ExpectedError(
    [
      `${file} still holds what looks private after scrubbing, and nothing was written:`,
      ...lines,
      ...(hidden > 0 ? [`  and ${hidden} more fields`] : []),
      'If it is harmless, let it stay with --allow WORD or --allow-field NAME; if not, leave the ' +
        'request out with --leave-out TEXT, a part of its address.',
    ].join('\n'),
  )
}

/** The first of several findings of one kind in fields of one name. */
function linesOf(findings: readonly PrivateFinding[]): string {
  const [first, ...others] = findings
  if (first === undefined) return ''
  const { kind, field, place, shown } = first
  const more = others.length > 0 ? `, and ${others.length} more of ${field || 'its kind'}` : ''
  return `  ${printable(`${kind}: ${shown} in ${place}${more}`)}`
}

function summary(out: string, { har, replaced }: ScrubResult): string {
  const counts = Object.entries(replaced)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
  const { entries } = requireHar(har)
  return (
    `${out}: ${entries.length} entries, nothing private found in them\n` +
    `replaced values: ${counts.join(', ') || 'none'}\n`
  )
}
