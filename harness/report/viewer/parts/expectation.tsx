import type { ReportAct } from '../../model.ts'
import './expectation.css'

/** Whether an act went as its scenario expects. */
export function Expectation({ act }: { act: ReportAct }) {
  if (act.asExpected) return <span class="expected">as expected</span>
  const word = act.expected === act.verdict ? 'not as expected' : `expected ${act.expected}`
  return <span class="unexpected">{word}</span>
}
