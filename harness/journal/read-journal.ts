/**
 * Reads a journal, or a file of OTLP JSON lines from anywhere (an OpenTelemetry Collector's file
 * exporter, say), line by line. What cannot be read is refused with the line's number; a last
 * line without its end (the harness was killed in mid-write) is left out and said.
 */
import { readFileSync } from 'node:fs'
import { entrySchema, journalVersion } from './entry.ts'
import type { JournalLine } from './journal.ts'
import { logsSchema, metricsSchema, tracesSchema } from './otlp.ts'

export class JournalError extends Error {
  override name = 'JournalError'
}

export interface ReadJournal {
  lines: JournalLine[]
  /** What was left out, in sentences. */
  notes: string[]
}

/** @throws JournalError if the file is missing, malformed, of a newer version or empty. */
export function readJournal(file: string): ReadJournal {
  const text = readText(file)
  const rows = text.split('\n')
  const rest = rows.pop() ?? ''
  const notes: string[] = []
  const lines = rows.flatMap((row, index) =>
    row.trim() === '' ? [] : [parseLine(row, file, index + 1)],
  )
  if (rest.trim() !== '') {
    if (isJson(rest)) lines.push(parseLine(rest, file, rows.length + 1))
    else notes.push(`The last line of ${file} breaks off in the middle and was left out.`)
  }
  if (lines.length === 0) {
    throw new JournalError(
      `Could not read the journal ${file}: it holds no line of telemetry. Give a journal.jsonl of a run, or a file of OTLP JSON lines.`,
    )
  }
  return { lines, notes }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new JournalError(
      `Could not read the journal ${file}: ${message(error)}. Journals lie in reports/<run>/journal.jsonl.`,
      { cause: error },
    )
  }
}

function parseLine(row: string, file: string, number: number): JournalLine {
  const refuse = (why: string, cause?: unknown): never => {
    throw new JournalError(
      `Could not read ${file}, line ${number}: ${why}. Expected one JSON object a line, with resourceSpans, resourceLogs, resourceMetrics or glassbox.`,
      { cause },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(row)
  } catch (error) {
    return refuse(message(error), error)
  }
  if (typeof value !== 'object' || value === null) return refuse('it is not a JSON object')
  if ('glassbox' in value) return { glassbox: parseEntry(value.glassbox, refuse) }
  const schema =
    'resourceSpans' in value
      ? tracesSchema
      : 'resourceLogs' in value
        ? logsSchema
        : 'resourceMetrics' in value
          ? metricsSchema
          : refuse('it is none of the known kinds')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return refuse(`${issue?.path.join('.')}: ${issue?.message}`)
}

function parseEntry(value: unknown, refuse: (why: string) => never) {
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : 0
  if (typeof version === 'number' && version > journalVersion) {
    return refuse(
      `the journal has version ${version}, this glassbox reads up to ${journalVersion}; use a newer glassbox`,
    )
  }
  const parsed = entrySchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return refuse(`glassbox.${issue?.path.join('.')}: ${issue?.message}`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Only asks; the caller says what it does with a no.
    return false
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
