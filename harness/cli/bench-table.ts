import type { BenchRow } from '../bench/row.ts'

/** Rows for a person: a table, then what there is to know of each row. */
export function benchTable(rows: readonly BenchRow[]): string {
  const cells = [
    ['', 'ours', 'floor', 'ratio', 'goal', ''],
    ...rows.map(({ name, ours, floor, ratio, goal, holds }) => [
      name,
      figure(ours),
      figure(floor),
      figure(ratio),
      `≤ ${goal}`,
      holds ? '✓ holds' : '✗ does not hold',
    ]),
  ]
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}.`]))
  return [...lines, '', ...notes].join('\n')
}

/** Three digits that count. */
function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
