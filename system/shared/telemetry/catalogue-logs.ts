interface LogEntry {
  level: 'info' | 'warn' | 'error'
  emittedBy: 'worker' | 'master' | 'worker, master'
  meaning: string
}

/** Log events by name: `event` in the JSON line, `event_name` in the OpenTelemetry record. */
export const logEvents = {
  'master.listening': {
    level: 'info',
    emittedBy: 'master',
    meaning: 'Master listens, at `server.address` and `server.port`.',
  },
  'master.left': { level: 'info', emittedBy: 'master', meaning: 'Master has ended its work.' },
  'master.token_made': {
    level: 'info',
    emittedBy: 'master',
    meaning: 'A token was not configured; one was made and kept in the data folder.',
  },
  'worker.connected': {
    level: 'info',
    emittedBy: 'worker, master',
    meaning: 'A connection between a worker and Master stands.',
  },
  'worker.disconnected': {
    level: 'warn',
    emittedBy: 'worker, master',
    meaning: 'A connection between a worker and Master has ended, and why.',
  },
  'worker.connect_failed': {
    level: 'warn',
    emittedBy: 'worker',
    meaning: 'The worker could not connect to Master; it tries again.',
  },
  'worker.refused': {
    level: 'warn',
    emittedBy: 'master',
    meaning: 'A connection was refused because its token is wrong.',
  },
  'worker.registered': {
    level: 'info',
    emittedBy: 'worker, master',
    meaning: 'A worker is registered and has its accounts.',
  },
  'worker.register_failed': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'The worker could not register; it tries again.',
  },
  'worker.heartbeat_failed': {
    level: 'warn',
    emittedBy: 'worker',
    meaning: 'Master did not acknowledge a heartbeat.',
  },
  'worker.offline': {
    level: 'warn',
    emittedBy: 'master',
    meaning: 'A worker has not beaten for too long.',
  },
  'worker.left': { level: 'info', emittedBy: 'worker', meaning: 'The worker has ended its work.' },
  'worker.leave_incomplete': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'Work was still unfinished when the time for leaving was up.',
  },
  'account.started': {
    level: 'info',
    emittedBy: 'worker',
    meaning: 'The browser of an account is open and its timers run.',
  },
  'account.start_failed': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'An account could not be started; it is tried again.',
  },
  'account.stop_failed': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'The browser of an account could not be closed.',
  },
  'account.degraded': {
    level: 'warn',
    emittedBy: 'worker',
    meaning:
      'A problem of the pages of an account has begun (`hiscrm.page.problem`): what was seen, where, and what to do. Once for each problem until it is over.',
  },
  'account.recovered': {
    level: 'info',
    emittedBy: 'worker',
    meaning: 'A problem of the pages of an account is over: where it was met, all went well again.',
  },
  'account.status_failed': {
    level: 'warn',
    emittedBy: 'worker',
    meaning: 'Master did not acknowledge how an account fares; it is told again.',
  },
  'crawl.failed': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'A part of a crawl round failed; the other parts went on.',
  },
  'response.unreadable': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'An answer of the platform could not be read, or reports an error.',
  },
  'response.incomplete': {
    level: 'warn',
    emittedBy: 'worker',
    meaning: 'An answer of the platform was taken, but something of it is missing or wrong.',
  },
  'item.rejected': {
    level: 'error',
    emittedBy: 'worker',
    meaning: 'An item of the platform was refused because a field is not as it has to be.',
  },
  'item.unknown_type': {
    level: 'warn',
    emittedBy: 'worker',
    meaning: 'An item has a type that is not known; it is kept as the most general one.',
  },
  'sync.completed': {
    level: 'info',
    emittedBy: 'worker, master',
    meaning: 'A snapshot was merged (Master: `✅ Data sync completed`) or acknowledged (worker).',
  },
  'sync.failed': {
    level: 'error',
    emittedBy: 'worker, master',
    meaning: 'A snapshot could not be pushed or merged; the worker tries again at the next tick.',
  },
  'message.refused': {
    level: 'warn',
    emittedBy: 'worker, master',
    meaning: 'A message was malformed, unknown, of a wrong version or too large.',
  },
  'store.loaded': {
    level: 'info',
    emittedBy: 'master',
    meaning: 'Master has read its store from its database, and how much there was in it.',
  },
  'process.started': {
    level: 'info',
    emittedBy: 'master',
    meaning: 'The supervisor started a worker process.',
  },
  'process.ended': {
    level: 'warn',
    emittedBy: 'master',
    meaning: 'A worker process has ended, and how.',
  },
  'process.given_up': {
    level: 'error',
    emittedBy: 'master',
    meaning: 'A worker process crashed too often; it is not started again.',
  },
  'process.killed': {
    level: 'warn',
    emittedBy: 'master',
    meaning: 'A worker process did not leave in time and was killed.',
  },
  'process.output': {
    level: 'info',
    emittedBy: 'master',
    meaning: 'A line of a worker process that is not structured.',
  },
  'restart.failed': {
    level: 'error',
    emittedBy: 'master',
    meaning: 'A restart that was asked for could not be done.',
  },
  'request.failed': {
    level: 'error',
    emittedBy: 'master',
    meaning: 'A REST request ended in an error of Master’s own.',
  },
  'telemetry.problem': {
    level: 'warn',
    emittedBy: 'worker, master',
    meaning: 'OpenTelemetry itself complains. Only on the output, never exported.',
  },
} as const satisfies Record<string, LogEntry>

export type LogEvent = keyof typeof logEvents
