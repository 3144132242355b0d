import { expect, test } from 'vitest'
import type { ReportCaught, ReportLog } from '../../model.ts'
import { groupCaught } from './caught-groups.ts'
import { filterLogs } from './log-filter.ts'

const caught: ReportCaught = {
  atMs: 5,
  host: 'worker-1',
  file: 'a.ts',
  line: 3,
  type: 'Error',
  message: 'no',
  fate: 'logged',
  count: 4,
}

test('groups exceptions by place, message and fate, the dropped ones first', () => {
  const groups = groupCaught([
    caught,
    { ...caught, atMs: 2, host: 'worker-2', count: 1 },
    { ...caught, fate: 'dropped', count: 1 },
  ])
  expect(groups.map((group) => [group.first.fate, group.count])).toEqual([
    ['dropped', 1],
    ['logged', 5],
  ])
  expect(groups[1]).toMatchObject({ hosts: ['worker-2', 'worker-1'], lastMs: 5 })
  expect(groups[1]?.first.atMs).toBe(2)
})

const logs: ReportLog[] = [
  { atMs: 1, host: 'master', level: 'debug', text: 'beat' },
  { atMs: 2, host: 'master', level: 'error', text: 'Could not store' },
  { atMs: 3, host: 'worker-1', level: 'stderr', text: 'warning' },
  { atMs: 4, host: 'worker-1', level: 'odd', text: 'a level nobody knows' },
]

test.each([
  [{ host: '', level: 'all', text: '' }, [1, 2, 3, 4]],
  [{ host: 'master', level: 'all', text: '' }, [1, 2]],
  [{ host: '', level: 'error', text: '' }, [2, 4]],
  [{ host: '', level: 'warn', text: '' }, [2, 3, 4]],
  [{ host: '', level: 'printed', text: '' }, [3]],
  [{ host: '', level: 'all', text: ' COULD ' }, [2]],
])('filters logs by %j', (filter, times) => {
  expect(filterLogs(logs, filter).map((log) => log.atMs)).toEqual(times)
})
