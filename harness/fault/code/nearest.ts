/** Ends a sentence: `; did you mean …?` if a candidate is near to what was written, else `.` */
export function nearest(written: string, candidates: readonly string[]): string {
  let best: { candidate: string; steps: number } | undefined
  for (const candidate of candidates) {
    const steps = distance(written.toLowerCase(), candidate.toLowerCase())
    if (!best || steps < best.steps) best = { candidate, steps }
  }
  if (!best || best.steps > Math.max(3, written.length / 3)) return '.'
  return `; did you mean \`${best.candidate}\`?`
}

/** Levenshtein's distance, row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, from] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, to] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (from === to ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
