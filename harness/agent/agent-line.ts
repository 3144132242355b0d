import { z } from 'zod'

/** What the agent inside a process may say to the hub, one JSON object a line. */

/** Longest line; the agent's own bounds keep far below it. */
export const longestLineBytes = 64 * 1024

const at = z.number().positive()
const short = z.string().min(1).max(300)
const error = z.object({
  type: z.string().max(200),
  message: z.string().max(1000),
  stack: z.string().max(4000).exactOptional(),
})
const outcome = z.enum(['rethrown', 'continued'])
const place = {
  file: short,
  line: z.int().positive(),
  function: z.string().max(300).exactOptional(),
  fault: z.string().max(600).exactOptional(),
}

export const helloLine = z.object({
  kind: z.literal('hello'),
  at,
  token: z.string().max(300),
  instance: z.uuid(),
  host: short,
  pid: z.int().positive(),
  node: short,
  argv: z.array(z.string().max(300)).max(20),
})
export type HelloLine = z.infer<typeof helloLine>

const caughtLine = z.object({
  kind: z.literal('caught'),
  id: z.int().positive(),
  at,
  ...place,
  error,
  traceId: z.string().max(32).exactOptional(),
  spanId: z.string().max(16).exactOptional(),
  /** Both absent while the clause still runs; then a line `left` follows. */
  outcome: outcome.exactOptional(),
  leftAt: at.exactOptional(),
})
export type CaughtLine = z.infer<typeof caughtLine>

export const agentLine = z.discriminatedUnion('kind', [
  caughtLine,
  z.object({ kind: z.literal('left'), id: z.int().positive(), outcome, leftAt: at }),
  z.object({
    kind: z.literal('summed'),
    at,
    leftAt: at,
    ...place,
    outcome,
    error,
    count: z.int().positive(),
  }),
  z.object({ kind: z.literal('uncaught'), at, origin: short, error }),
  z.object({ kind: z.enum(['loaded', 'reached']), at, fault: z.string().min(1).max(600) }),
  z.object({
    kind: z.literal('flushed'),
    id: z.int().positive(),
    ok: z.boolean(),
    error: z.string().max(1000).exactOptional(),
    signals: z.array(short).max(3),
    openSpans: z.int().nonnegative().exactOptional(),
  }),
  z.object({ kind: z.literal('pong'), id: z.int().positive() }),
  z.object({ kind: z.literal('problem'), text: z.string().max(1000) }),
  z.object({
    kind: z.literal('bye'),
    at,
    code: z.int(),
    openClauses: z.int().nonnegative(),
    openSpans: z.int().nonnegative().exactOptional(),
  }),
])
export type AgentLine = z.infer<typeof agentLine>
export type FlushedLine = Extract<AgentLine, { kind: 'flushed' }>
