import { expect, test } from 'vitest'
import { failModel } from '../samples/states.ts'
import { allFindings, topFinding } from './top-finding.ts'

const model = failModel()
const [finding] = model.findings

test('takes the run’s finding first and knows its act', () => {
  expect(topFinding(model)).toMatchObject({ finding, act: { name: 'sync' } })
  expect(allFindings(model)).toHaveLength(2)
})

test('knows a finding of the run again in its act though the ids differ', () => {
  const renamed = model.findings.map((each, index) => ({ ...each, id: `f${index + 1}` }))
  const found = allFindings({ ...model, findings: renamed })
  expect(found.map(({ ids }) => ids)).toEqual([
    ['f1', 'I1-broken'],
    ['f2', 'I3-broken'],
  ])
  expect(found.map(({ act }) => act?.name)).toEqual(['sync', 'sync'])
})

test('keeps like findings of two acts apart', () => {
  const acts = model.acts.flatMap((act) => [act, { ...act, name: 'again' }])
  expect(allFindings({ ...model, acts, findings: [] })).toHaveLength(4)
})

test('puts what was not expected before what was', () => {
  const [act] = model.acts
  if (!act) throw new Error('The sample has no act.')
  const expected = { ...act, name: 'first', asExpected: true }
  const found = allFindings({ ...model, acts: [expected, act], findings: [] })
  expect(found[0]?.act?.name).toBe('sync')
})

test('finds nothing in a run without findings', () => {
  expect(topFinding({ ...model, acts: [], findings: [] })).toBeUndefined()
})
