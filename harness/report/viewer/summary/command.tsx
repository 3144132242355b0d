import { CopyButton } from '../parts/copy-button.tsx'
import './command.css'

/** The command that repeats the run; a trace from elsewhere has none. */
export function Command({ command }: { command: string }) {
  if (command === '') return null
  return (
    <div class="command">
      <span class="label">Repeat it</span>
      <code>{command}</code>
      <CopyButton text={command} />
    </div>
  )
}
