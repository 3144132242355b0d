import { expect, test } from 'vitest'
import { AccountAssigner } from './account-assigner.ts'

const account = (id: string, worker_id?: string) => ({
  id,
  platform: 'douyin' as const,
  account_name: id,
  monitor_interval: null,
  proxy: null,
  ...(worker_id === undefined ? {} : { worker_id }),
})
const ids = (accounts: { id: string }[]) => accounts.map(({ id }) => id)

test('an account goes to the worker that is configured for it, and to no other', () => {
  const assigner = new AccountAssigner([account('a', 'worker-2')], [])
  expect(assigner.assignTo('worker-1', ['worker-1'])).toEqual([])
  expect(ids(assigner.assignTo('worker-2', ['worker-1', 'worker-2']))).toEqual(['a'])
})

test('other accounts are spread over the workers that are there or will come', () => {
  const assigner = new AccountAssigner(
    ['a', 'b', 'c'].map((id) => account(id)),
    ['worker-1', 'worker-2'],
  )
  expect(ids(assigner.assignTo('worker-1', ['worker-1']))).toEqual(['a', 'c'])
  expect(ids(assigner.assignTo('worker-2', ['worker-1', 'worker-2']))).toEqual(['b'])
})

test('a worker that registers again gets the same accounts', () => {
  const assigner = new AccountAssigner([account('a'), account('b')], [])
  expect(ids(assigner.assignTo('worker-1', []))).toEqual(['a', 'b'])
  expect(assigner.assignTo('worker-2', ['worker-1'])).toEqual([])
  expect(ids(assigner.assignTo('worker-1', ['worker-2']))).toEqual(['a', 'b'])
})
