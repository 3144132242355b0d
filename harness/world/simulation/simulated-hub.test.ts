import { expect, test } from 'vitest'
import type { Entry } from '../../journal/entry.ts'
import { SimulatedHub } from './simulated-hub.ts'

function welcomed() {
  const entries: Entry[] = []
  const problems: string[] = []
  const hub = new SimulatedHub({
    onEntry: (entry) => entries.push(entry),
    onProblem: (text) => problems.push(text),
    now: () => 5,
    shorten: (text) => text,
    handOver: async () => [],
  })
  return { entries, problems, witness: hub.welcome('master', 'master#1', 1, []) }
}

test('a process that leaves inside a catch clause was in it to its end', () => {
  const { entries, problems, witness } = welcomed()
  const clause = witness.probe.caught(new Error('no disk'), 'system/x.ts', 3)
  witness.left(1)
  // The call that ended it returns, and with it the clause.
  clause.left()
  expect(problems).toEqual([])
  expect(entries).toMatchObject([
    { kind: 'process', phase: 'started' },
    { kind: 'caught', outcome: 'continued' },
    { kind: 'process', phase: 'left', detail: 'exit code 1' },
  ])
})

test('what an ended life still does is nothing that its process did', () => {
  const { entries, witness } = welcomed()
  witness.gone()
  witness.probe.caught(new Error('too late'), 'system/x.ts', 3).left()
  witness.loaded('a fault')
  expect(entries.map(({ kind }) => kind)).toEqual(['process', 'process'])
})
