import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { UnservedEntry } from './entry.ts'
import { Journal } from './journal.ts'
import { readJournal } from './read-journal.ts'

function unserved(place: number, accountId = 'acc-1', faults: string[] = []): UnservedEntry {
  const url = `https://pages.test/${place}`
  return {
    at: place,
    kind: 'unserved',
    accountId,
    method: 'GET',
    url,
    ...(faults.length > 0 && { faults }),
  }
}

test('beyond a bound for each account unserved requests are counted, and told once', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-unserved-'))
  const file = join(folder.path, 'journal.jsonl')
  {
    using journal = new Journal(file)
    for (let place = 0; place < 1500; place += 1) {
      journal.append(unserved(place, 'acc-1', place < 1010 ? ['numberIds:all'] : []))
    }
    journal.append(unserved(7, 'acc-2'))
    journal.tellUnserved()
    journal.tellUnserved()
  }
  const entries = readJournal(file).lines.flatMap((line) =>
    'glassbox' in line && line.glassbox.kind === 'unserved' ? [line.glassbox] : [],
  )
  expect(entries).toHaveLength(1002)
  expect(entries.slice(0, 1000).every(({ accountId }) => accountId === 'acc-1')).toBe(true)
  // One that no page fault explains stands for all of them.
  expect(entries.slice(1000)).toEqual([unserved(7, 'acc-2'), { ...unserved(1010), count: 500 }])
})
