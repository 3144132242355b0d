import { CaughtMark } from './caught-mark.tsx'
import { FaultMark } from './fault-mark.tsx'
import './legend.css'

/** What the signs of the time axis mean. */
export function Legend() {
  return (
    <ul class="legend">
      <li>
        <span class="legend-fault" /> fault in force
      </li>
      <li>
        <FaultMark kind="loaded" /> broken code loaded
      </li>
      <li>
        <FaultMark kind="reached" /> broken code reached
      </li>
      <li>
        <CaughtMark /> exception dropped
      </li>
      <li>
        <span class="legend-spans" /> spans begun (height: square root of their number)
      </li>
      <li>
        <span class="legend-spans legend-errors" /> of these in error
      </li>
    </ul>
  )
}
