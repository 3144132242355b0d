import { expect, test } from 'vitest'
import { row } from './row.ts'

const time = { name: 'a time, s', ours: 8, floor: 2, better: 'smaller' } as const
const speed = { name: 'a speed, items per s', ours: 10, floor: 45, better: 'larger' } as const

test('a row holds up to its goal and no further', () => {
  expect(row({ ...time, goal: 4 })).toMatchObject({ ratio: 4, holds: true })
  expect(row({ ...time, goal: 3.9 })).toMatchObject({ ratio: 4, holds: false })
  expect(row({ ...speed, goal: 4 })).toMatchObject({ ratio: 4.5, holds: false })
})

test.each([
  ['no time', { ...time, ours: 0 }],
  ['no floor', { ...time, floor: 0 }],
  ['no number', { ...time, ours: Number.NaN }],
])('%s is no figure, and no pass', (_, figures) => {
  expect(() => row({ ...figures, goal: 4 })).toThrow('Could not compare a time, s')
})
