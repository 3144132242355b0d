import { useMemo, useState } from 'preact/hooks'
import type { ReportLog, ReportModel } from '../../model.ts'
import { count, counted } from '../parts/format.ts'
import { Section } from '../parts/section.tsx'
import { useDeferred } from '../parts/use-deferred.ts'
import { filterLogs, levelChoices } from './log-filter.ts'
import { LogRows } from './log-rows.tsx'

/** All logs and printed lines, by host, level and text. */
export function LogsSection({ model }: { model: ReportModel }) {
  const [host, setHost] = useState('')
  const [level, setLevel] = useState('all')
  const [text, setText] = useState('')
  const sought = useDeferred(text)
  const logs = useMemo(
    () => filterLogs(model.logs, { host, level, text: sought }),
    [model, host, level, sought],
  )
  if (model.logs.length === 0) {
    return (
      <Section id="logs" title="Logs">
        <p class="nothing">No log lines were received.</p>
      </Section>
    )
  }
  return (
    <Section id="logs" title="Logs" summary={counted(model.logs.length, 'line')}>
      <div class="toolbar">
        <input
          type="search"
          class="field"
          placeholder="Filter by text ( / )"
          aria-label="Filter logs by text"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Choice name="host" value={host} choose={setHost} choices={['', ...hostsOf(model.logs)]} />
        <Choice name="level" value={level} choose={setLevel} choices={levelChoices} />
        <span class="toolbar-count">
          {count(logs.length)} of {counted(model.logs.length, 'line')}
        </span>
      </div>
      <LogRows logs={logs} />
    </Section>
  )
}

interface ChoiceProps {
  name: string
  value: string
  choose: (value: string) => void
  choices: readonly string[]
}

function Choice({ name, value, choose, choices }: ChoiceProps) {
  return (
    <label>
      {name}
      <select class="field" value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choiceWords(name, choice)}
          </option>
        ))}
      </select>
    </label>
  )
}

function choiceWords(name: string, choice: string): string {
  if (choice === '' || choice === 'all') return 'all'
  return name === 'level' && choice !== 'printed' ? `${choice} and above` : choice
}

function hostsOf(logs: ReportLog[]): string[] {
  return [...new Set(logs.map((log) => log.host))].sort()
}
