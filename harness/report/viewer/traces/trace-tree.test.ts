import { expect, test } from 'vitest'
import type { ReportSpan } from '../../model.ts'
import { openRows, treeOf } from './trace-tree.ts'
import { keyMove } from './tree-keys.ts'

function span(spanId: string, parentSpanId?: string): ReportSpan {
  return {
    traceId: 't',
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: spanId,
    host: 'worker-1',
    startMs: 0,
    durationMs: 1,
    status: 'unset',
    attributes: {},
    events: [],
    links: [],
  }
}

const drawn = (spans: ReportSpan[]) =>
  treeOf(spans).map(({ span, depth, orphan }) => `${depth}${span.name}${orphan ? '?' : ''}`)

test('nests spans below their parents, siblings in their order', () => {
  const spans = [span('a'), span('b', 'a'), span('c', 'a'), span('d', 'b')]
  expect(drawn(spans)).toEqual(['0a', '1b', '2d', '1c'])
})

test('makes a span whose parent is missing a root and says so', () => {
  expect(drawn([span('a', 'gone'), span('b', 'a')])).toEqual(['0a?', '1b'])
})

test('shows every span of a circle once', () => {
  expect(drawn([span('a', 'b'), span('b', 'a')])).toEqual(['0a', '1b'])
})

test('takes a chain of 20,000 spans without running out of stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, n) => span(`${n}`, n ? `${n - 1}` : undefined))
  expect(treeOf(chain).at(-1)?.depth).toBe(19_999)
})

const tree = treeOf([span('a'), span('b', 'a'), span('c', 'b'), span('d', 'a')])

test('hides everything below a closed span and nothing else', () => {
  expect(openRows(tree, new Set(['b'])).map((row) => row.span.name)).toEqual(['a', 'b', 'd'])
  expect(openRows(tree, new Set(['a']))).toHaveLength(1)
})

test.each([
  ['ArrowDown', 0, { to: 1 }],
  ['ArrowUp', 0, { to: 0 }],
  ['End', 0, { to: 3 }],
  ['PageDown', 1, { to: 3 }],
  ['ArrowLeft', 2, { to: 1 }],
  ['ArrowLeft', 1, { close: 'b' }],
  ['ArrowRight', 1, { to: 2 }],
  ['ArrowRight', 3, undefined],
  ['x', 0, undefined],
])('answers %s in row %i as a tree does', (key, index, move) => {
  expect(keyMove(key, { rows: tree, index, closed: new Set(), page: 2 })).toEqual(move)
})

test('opens a closed span with the right arrow', () => {
  const closed = new Set(['b'])
  const rows = openRows(tree, closed)
  expect(keyMove('ArrowRight', { rows, index: 1, closed, page: 2 })).toEqual({ open: 'b' })
})
