import type { ReportLog } from '../../model.ts'

export interface LogFilter {
  /** Empty: every host. */
  host: string
  /** One of `levelChoices`. */
  level: string
  text: string
}

/** From least to most; what a process printed counts as its own two levels. */
const severity: Record<string, number> = {
  trace: 1,
  debug: 2,
  stdout: 2,
  info: 3,
  warn: 4,
  stderr: 4,
  error: 5,
  fatal: 6,
}

export const levelChoices = ['all', 'debug', 'info', 'warn', 'error', 'printed'] as const

/** How grave a level is; one that nobody knows is shown rather than hidden. */
export function severityOf(level: string): number {
  return severity[level.toLowerCase()] ?? 6
}

export function filterLogs(logs: ReportLog[], { host, level, text }: LogFilter): ReportLog[] {
  const sought = text.trim().toLowerCase()
  return logs.filter((log) => {
    if (host !== '' && log.host !== host) return false
    if (!levelPasses(log.level, level)) return false
    return sought === '' || log.text.toLowerCase().includes(sought)
  })
}

function levelPasses(level: string, choice: string): boolean {
  if (choice === 'all') return true
  if (choice === 'printed') return level === 'stdout' || level === 'stderr'
  return severityOf(level) >= severityOf(choice)
}
