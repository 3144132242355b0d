import type { ReportModel, ReportSpan } from '../../model.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { count, duration, moment, wallClock } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import { Pairs } from './pairs.tsx'
import type { SpanIndex, Trace } from './span-index.ts'
import { SpanLinks } from './span-links.tsx'
import './span-detail.css'

interface Props {
  span: ReportSpan
  trace: Trace
  index: SpanIndex
  model: ReportModel
}

/** Everything known of one span, with ways on to its parent, links, logs and exceptions. */
export function SpanDetail({ span, trace, index, model }: Props) {
  return (
    <section class="span-detail scroll" aria-label="Chosen span">
      <h3>{span.name}</h3>
      <Status span={span} />
      <Pairs
        pairs={[
          ['host', span.host],
          ['start', `${moment(span.startMs)} (${wallClock(model.startedAt, span.startMs)} UTC)`],
          ['in trace', `${duration(span.startMs - trace.startMs)} after its start`],
          ['took', duration(span.durationMs)],
          ['span id', span.spanId],
          ['trace id', span.traceId],
        ]}
      />
      <p class="span-detail-ways">
        <Parent span={span} index={index} />
        <CopyButton
          text={location.href.replace(/#.*|$/, hrefOf('span', span.spanId))}
          label="Copy link"
        />
      </p>
      <h4>Attributes</h4>
      <Pairs pairs={Object.entries(span.attributes).map(([key, value]) => [key, text(value)])} />
      {span.events.length > 0 && <h4>Events</h4>}
      {span.events.map((event) => (
        <div key={`${event.name} ${event.atMs}`} class="span-event-detail">
          <p>
            <strong>{event.name}</strong>{' '}
            <span class="label">{duration(event.atMs - span.startMs)} after the start</span>
          </p>
          <Pairs
            pairs={Object.entries(event.attributes).map(([key, value]) => [key, text(value)])}
          />
        </div>
      ))}
      <SpanLinks span={span} index={index} />
      <Records span={span} model={model} />
    </section>
  )
}

function Status({ span }: { span: ReportSpan }) {
  if (span.status !== 'error') return <p class="label">status {span.status}</p>
  return (
    <p class="span-detail-error">
      <VerdictMark verdict="fail" size={12} /> error
      {span.statusMessage !== undefined && `: ${span.statusMessage}`}
    </p>
  )
}

function Parent({ span, index }: { span: ReportSpan; index: SpanIndex }) {
  if (!span.parentSpanId) return <span>a root, without parent</span>
  const parent = index.byId.get(span.parentSpanId)
  if (!parent) return <span>its parent {span.parentSpanId} is not in this report</span>
  return (
    <span>
      child of <a href={hrefOf('span', parent.spanId)}>{parent.name}</a>
    </span>
  )
}

/** Logs and caught exceptions that name this span. */
function Records({ span, model }: { span: ReportSpan; model: ReportModel }) {
  const logs = model.logs.filter((log) => log.spanId === span.spanId)
  const caught = model.caught.filter((each) => each.spanId === span.spanId)
  return (
    <>
      {caught.length > 0 && <h4>Exceptions caught in it</h4>}
      {caught.map((each) => (
        <p key={`${each.file}:${each.line} ${each.atMs}`} class="span-record">
          {each.type}: {each.message} <a href="#caught">{each.fate}</a>
        </p>
      ))}
      {logs.length > 0 && <h4>Logs of it ({count(logs.length)})</h4>}
      {logs.slice(0, 20).map((log) => (
        <p key={`${log.atMs} ${log.text}`} class="span-record">
          <span class="label">{log.level}</span> {log.text}
        </p>
      ))}
    </>
  )
}

function text(value: string | number | boolean | readonly string[]): string {
  return typeof value === 'object' ? value.join(', ') : String(value)
}
