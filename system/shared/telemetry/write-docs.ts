/** Writes `docs/telemetry.md` from the catalogue: `node system/shared/telemetry/write-docs.ts`. */
import { writeFileSync } from 'node:fs'
import { attributeMeanings } from './attributes.ts'
import { catalogue } from './catalogue.ts'

export const docsUrl = new URL('../../../docs/telemetry.md', import.meta.url)

export function telemetryDocs(): string {
  return `${[
    '# Telemetry of the system',
    'Written from `system/shared/telemetry/catalogue*.ts` by `node system/shared/telemetry/write-docs.ts`; do not edit by hand.',
    'Every process exports traces, logs and metrics as OTLP/HTTP JSON where `OTEL_EXPORTER_OTLP_ENDPOINT` is set. It also honours `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_SCHEDULE_DELAY`, `OTEL_BSP_MAX_QUEUE_SIZE` (65,536), `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` (512), `OTEL_METRIC_EXPORT_INTERVAL` and `OTEL_BLRP_SCHEDULE_DELAY`. Services are `hiscrm-master` and `hiscrm-worker`; `service.instance.id` is new at every start. The SDK’s own metrics (`otel.sdk.span.started`, `otel.sdk.span.live`, `otel.sdk.processor.span.processed`, `otel.sdk.exporter.span.exported` and their like for logs) are on, so that lost telemetry can be counted.',
    '## The sync path',
    `${catalogue.syncHops.map((hop) => `\`${hop}\``).join(' → ')}`,
    'Each platform response has one trace, from `page.response` to `store.merge`; the envelope’s `trace.links` carry it over the wire. Each sync has one of its own, from `sync.snapshot` to `store.merge`.',
    '## Spans',
    ...catalogue.spans.map(spanSection),
    '## Metrics',
    table(
      ['name', 'kind', 'unit', 'by', 'meaning', 'attributes'],
      Object.entries(catalogue.metrics).map(([name, m]) => [
        code(name),
        m.kind,
        code(m.unit),
        m.emittedBy,
        m.meaning,
        m.attributes.map(code).join(', '),
      ]),
    ),
    '## Log events',
    table(
      ['event', 'level', 'by', 'meaning'],
      Object.entries(catalogue.logs).map(([name, log]) => [
        code(name),
        log.level,
        log.emittedBy,
        log.meaning,
      ]),
    ),
    '## Attributes',
    table(
      ['attribute', 'meaning'],
      Object.entries(attributeMeanings).map(([name, meaning]) => [code(name), meaning]),
    ),
  ].join('\n\n')}\n`
}

function spanSection(span: (typeof catalogue.spans)[number]): string {
  const periodic =
    span.intervalMsDefault === undefined
      ? ''
      : ` Periodic: every ${span.intervalMsDefault} ms unless configured.`
  return [
    `### \`${span.name}\``,
    `${span.meaning}${periodic}`,
    `Kind ${span.kind}; by ${span.emittedBy}; parent: ${span.parent}.`,
    `Attributes: ${span.attributes.map(code).join(', ')}.`,
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|')
}

function code(word: string): string {
  return `\`${word}\``
}

if (import.meta.main) writeFileSync(docsUrl, telemetryDocs())
