import { counted } from './format.ts'

/** Below a printed list that was cut: what the paper lacks. */
export function Omitted({ rows }: { rows: number }) {
  if (rows === 0) return null
  return <p class="label">Print leaves out {counted(rows, 'further row')}; the file has them.</p>
}
