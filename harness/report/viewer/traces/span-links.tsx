import type { ReportSpan } from '../../model.ts'
import { count } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import type { SpanIndex } from './span-index.ts'
import './span-links.css'

/** Links of a span, followed in both directions. */
export function SpanLinks({ span, index }: { span: ReportSpan; index: SpanIndex }) {
  const from = index.linkedFrom.get(span.spanId) ?? []
  return (
    <>
      <Links title="Links to" ids={span.links.map((link) => link.spanId)} index={index} />
      <Links title="Linked from" ids={from.map((other) => other.spanId)} index={index} />
    </>
  )
}

function Links({ title, ids, index }: { title: string; ids: string[]; index: SpanIndex }) {
  if (ids.length === 0) return null
  return (
    <>
      <h4>
        {title} ({count(ids.length)})
      </h4>
      <ul class="span-links">
        {ids.map((id) => (
          <li key={id}>
            <LinkTo id={id} span={index.byId.get(id)} />
          </li>
        ))}
      </ul>
    </>
  )
}

function LinkTo({ id, span }: { id: string; span: ReportSpan | undefined }) {
  if (!span) return <span>span {id}, which is not in this report</span>
  return (
    <>
      <a href={hrefOf('span', id)}>{span.name}</a> <span class="label">{span.host}</span>
    </>
  )
}
