import { expect, test } from 'vitest'
import { exampleSync } from '../testing/example-items.ts'
import { definitions } from './definitions.ts'
import { createErrorMessage, createMessage, parseMessage } from './envelope.ts'
import { MessageTypes, WORKER_DATA_SYNC, WORKER_HEARTBEAT, WORKER_REGISTER } from './messages.ts'

const heartbeat = {
  worker_id: 'worker-1',
  status: 'online' as const,
  active_tasks: 1,
  memory_usage: 50.5,
  cpu_usage: 3,
}

function refusal(raw: unknown): string {
  const parsed = parseMessage(raw, 'worker-to-master')
  return parsed.ok ? 'taken' : `${parsed.code}: ${parsed.error}`
}

test('a message that was made is taken with all it holds', () => {
  const trace = {
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    links: [{ traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`, items: ['comment:1'] }],
  }
  const made = createMessage(WORKER_DATA_SYNC, exampleSync(), { trace })
  const parsed = parseMessage(JSON.parse(JSON.stringify(made)), 'worker-to-master')
  expect(parsed).toEqual({ ok: true, message: made })
})

test('every message has an id of its own unless it answers one', () => {
  const one = createMessage(WORKER_HEARTBEAT, heartbeat)
  expect(one.requestId).not.toBe(createMessage(WORKER_HEARTBEAT, heartbeat).requestId)
  expect(createMessage(WORKER_HEARTBEAT, heartbeat, { requestId: 'r' }).requestId).toBe('r')
})

test.each([
  [null, 'MALFORMED: Message must be an object'],
  ['text', 'MALFORMED: Message must be an object'],
  [[1], 'MALFORMED: Message must be an object'],
  [{}, 'MALFORMED: Missing required field: type'],
  [{ type: 'x' }, 'MALFORMED: Missing required field: version'],
  [{ type: 'x', version: 'v1' }, 'MALFORMED: Missing required field: payload'],
  [{ type: 'x', version: 'v1', payload: {} }, 'MALFORMED: Missing required field: timestamp'],
  [
    { type: 7, version: 'v1', payload: {}, timestamp: 1 },
    'MALFORMED: Field "type" must be a string',
  ],
  [
    { type: 'x', version: 1, payload: {}, timestamp: 1 },
    'MALFORMED: Field "version" must be a string',
  ],
  [
    { type: 'x', version: 'v1', payload: {}, timestamp: '1' },
    'MALFORMED: Field "timestamp" must be a number',
  ],
  [
    { type: WORKER_HEARTBEAT, version: 'v2', payload: {}, timestamp: 1 },
    'UNSUPPORTED_VERSION: Unsupported version: v2',
  ],
  [
    { type: 'worker:dance', version: 'v1', payload: {}, timestamp: 1 },
    'UNKNOWN_TYPE: Unknown message type: worker:dance',
  ],
  [
    { type: 'constructor', version: 'v1', payload: {}, timestamp: 1 },
    'UNKNOWN_TYPE: Unknown message type: constructor',
  ],
])('%j is refused with one sentence', (raw, expected) => {
  expect(refusal(raw)).toBe(expected)
})

test('a message that travels the other way is unknown', () => {
  const shutdown = createMessage('master:shutdown', { reason: 'stop' })
  expect(refusal(shutdown)).toBe('UNKNOWN_TYPE: Unknown message type: master:shutdown')
})

test('a payload is refused with the path of what is wrong in it', () => {
  const sync = exampleSync()
  const [comment] = sync.snapshot.data.comments
  if (comment !== undefined) comment.commentId = 'undefined'
  expect(refusal({ ...createMessage(WORKER_DATA_SYNC, sync) })).toBe(
    'INVALID_PAYLOAD: Invalid worker:data:sync message: payload.snapshot.data.comments.0.commentId: is the name of a missing value, not an id',
  )
  expect(
    refusal({ ...createMessage(WORKER_HEARTBEAT, { ...heartbeat, worker_id: '../x' }) }),
  ).toContain('payload.worker_id: has to be 1 to 64 letters')
})

test('what comes from outside is cut before it is repeated', () => {
  const parsed = parseMessage(
    { type: 'x'.repeat(5000), version: 'v1', payload: {}, timestamp: 1 },
    'worker-to-master',
  )
  expect(parsed.ok).toBe(false)
  if (!parsed.ok) expect(parsed.error.length).toBeLessThan(200)
})

test('an error message bears the type of what it refuses', () => {
  expect(createErrorMessage(WORKER_REGISTER, 'X', 'No.', {}, 'r')).toMatchObject({
    type: 'worker:register:error',
    version: 'v1',
    payload: { success: false, error_code: 'X', error_message: 'No.', details: {} },
    requestId: 'r',
  })
})

test('every type is defined, and every answer goes back the way it came', () => {
  expect(Object.keys(definitions).sort()).toEqual([...Object.values(MessageTypes)].sort())
  for (const { ack, direction } of Object.values(definitions)) {
    if (ack !== null) expect(definitions[ack].direction).not.toBe(direction)
  }
})
