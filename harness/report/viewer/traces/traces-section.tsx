import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ReportModel } from '../../model.ts'
import { count, counted } from '../parts/format.ts'
import type { Target } from '../parts/hash.ts'
import { Section } from '../parts/section.tsx'
import { useDeferred } from '../parts/use-deferred.ts'
import type { PlacedFinding } from '../summary/top-finding.ts'
import { SpanDetail } from './span-detail.tsx'
import { filterTraces } from './span-filter.ts'
import { indexSpans } from './span-index.ts'
import { TraceList } from './trace-list.tsx'
import { Waterfall } from './waterfall.tsx'
import './traces-section.css'

interface Props {
  model: ReportModel
  top: PlacedFinding | undefined
  target: Target | undefined
}

/** Every trace of the run: choose one, see its spans as a waterfall, look into one of them. */
export function TracesSection({ model, top, target }: Props) {
  const index = useMemo(() => indexSpans(model.spans), [model])
  const [chosen, setChosen] = useState(() => firstChoice(model, top))
  const [filter, setFilter] = useState('')
  const [errorsOnly, setErrorsOnly] = useState(false)
  const sought = target?.kind === 'span' ? target : undefined
  useEffect(() => {
    if (sought && index.byId.has(sought.id)) setChosen(sought.id)
  }, [sought, index])

  const applied = useDeferred(filter)
  const traces = useMemo(
    () => filterTraces(index.traces, applied, errorsOnly),
    [index, applied, errorsOnly],
  )
  const span = index.byId.get(chosen ?? '')
  const trace = span && index.traceOf.get(span.traceId)
  const summary = `${counted(model.spans.length, 'span')} in ${counted(index.traces.length, 'trace')}`
  if (!span || !trace) {
    return (
      <Section id="traces" title="Traces" summary={summary}>
        <p class="nothing">No spans were received, so there is no trace to show.</p>
      </Section>
    )
  }
  return (
    <Section id="traces" title="Traces" summary={summary}>
      {sought && !index.byId.has(sought.id) && (
        <p class="nothing traces-missing">This report has no span {sought.id}.</p>
      )}
      <div class="toolbar">
        <input
          type="search"
          class="field"
          placeholder="Filter by name, host, id or attribute ( / )"
          aria-label="Filter traces"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <label>
          <input
            type="checkbox"
            checked={errorsOnly}
            onChange={(event) => setErrorsOnly(event.currentTarget.checked)}
          />
          with errors only
        </label>
        <span class="toolbar-count">
          {count(traces.length)} of {counted(index.traces.length, 'trace')}
        </span>
      </div>
      <div class="traces panel">
        <TraceList traces={traces} chosen={trace} choose={setChosen} />
        <Waterfall trace={trace} chosen={span} choose={setChosen} filter={applied} />
        <SpanDetail span={span} trace={trace} index={index} model={model} />
      </div>
    </Section>
  )
}

/** What one most likely wants to see: the evidence, an error, or else the first span. */
function firstChoice(model: ReportModel, top: PlacedFinding | undefined): string | undefined {
  const ids = new Set(model.spans.map((span) => span.spanId))
  const evidence = top?.finding.evidence.find((id) => ids.has(id))
  const error = model.spans.find((span) => span.status === 'error')
  return evidence ?? (error ?? model.spans[0])?.spanId
}
