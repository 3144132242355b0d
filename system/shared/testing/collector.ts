import { once } from 'node:events'
import { createServer } from 'node:http'
import { z } from 'zod'

const attributes = z.array(z.object({ key: z.string(), value: z.looseObject({}) })).default([])
const requestSchema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }),
        scopeSpans: z.array(
          z.object({
            spans: z.array(z.object({ name: z.string(), traceId: z.string(), attributes })),
          }),
        ),
      }),
    )
    .default([]),
  resourceLogs: z
    .array(
      z.object({
        scopeLogs: z.array(
          z.object({
            logRecords: z.array(
              z.object({
                eventName: z.string().optional(),
                traceId: z.string().optional(),
                attributes,
              }),
            ),
          }),
        ),
      }),
    )
    .default([]),
  resourceMetrics: z
    .array(
      z.object({
        scopeMetrics: z.array(
          z.object({
            metrics: z.array(
              z.object({
                name: z.string(),
                sum: z
                  .object({
                    dataPoints: z.array(
                      z.object({
                        asInt: z.coerce.number().optional(),
                        asDouble: z.number().optional(),
                        attributes,
                      }),
                    ),
                  })
                  .optional(),
              }),
            ),
          }),
        ),
      }),
    )
    .default([]),
})

export interface Collector extends AsyncDisposable {
  url: string
  requests: z.infer<typeof requestSchema>[]
  headers: Record<string, string | string[] | undefined>[]
  /** Answers the requests from now on. */
  answer: { status: number; body: object }
  /** Requests wait for this before they are answered. */
  gate: Promise<void>
  spanNames(): string[]
  /** The sum of a counter's points in its last report; `withError` takes those with error.type. */
  counted(metric: string, withError?: boolean): number
}

/** A small OTLP/HTTP JSON receiver. */
export async function startCollector(): Promise<Collector> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    await collector.gate
    const { status, body } = collector.answer
    if (status === 200) {
      collector.requests.push(requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString())))
      collector.headers.push(request.headers)
    }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const collector: Collector = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    headers: [],
    answer: { status: 200, body: {} },
    gate: Promise.resolve(),
    spanNames: () =>
      collector.requests
        .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
        .flatMap(({ spans }) => spans.map(({ name }) => name)),
    counted(metric, withError = false) {
      const reports = collector.requests
        .flatMap(({ resourceMetrics }) => resourceMetrics.flatMap((r) => r.scopeMetrics))
        .flatMap(({ metrics }) => metrics.filter(({ name }) => name === metric))
      return (reports.at(-1)?.sum?.dataPoints ?? [])
        .filter((point) => point.attributes.some(({ key }) => key === 'error.type') === withError)
        .reduce((sum, { asInt = 0, asDouble = 0 }) => sum + asInt + asDouble, 0)
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return collector
}
