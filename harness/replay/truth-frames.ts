/**
 * The messages in one frame of a live connection. Text frames are JSON; binary ones are protocol
 * buffers, whose fields fixtures/stand-in/live-frames.ts lists: it is the only one who speaks so.
 */
import { parseExactJson } from './exact-json.ts'
import type { Frame } from './recording.ts'
import { type FoundItem, messageFields } from './truth-items.ts'
import { id, isObject, type Json, object, text } from './truth-json.ts'

/** The live connection for messages; what goes over other websockets is not read. */
const path = /\/ws\/v2\/?$/

/**
 * None for a frame of another websocket, one that the page sent, or one that carries no message.
 *
 * @throws Error saying what is missing where
 */
export function findInFrame(url: URL, { direction, isBinary, data }: Frame): FoundItem[] {
  if (direction === 'sent' || !path.test(url.pathname)) return []
  const frame = isBinary ? readBuffer(data) : parseExactJson(data.toString('utf8'))
  if (!isObject(frame)) throw new Error('the frame is no object')
  const type = text(frame, 'type')
  if (type !== 'message' && type !== 'recall') return []
  const message = object(frame, 'message')
  return [
    {
      kind: 'message',
      id: id(message, 'message_id'),
      fields: messageFields(message),
      dated: {},
      isRecalled: type === 'recall',
    },
  ]
}

function readBuffer(data: Buffer): Json {
  const frame = fieldsOf(data)
  const message = fieldsOf(bytesOf(frame, 2))
  const string = (field: number) => bytesOf(message, field).toString('utf8')
  return {
    type: numberOf(frame, 1) === 2n ? 'recall' : 'message',
    message: {
      message_id: String(numberOf(message, 1)),
      conversation_id: string(2),
      sender_id: string(3),
      sender_name: string(4),
      content: string(5),
      message_type: Number(numberOf(message, 6)),
      direction: numberOf(message, 7) === 1n ? 'outgoing' : 'incoming',
      created_at: Number(numberOf(message, 8)),
    },
  }
}

type Fields = ReadonlyMap<number, bigint | Buffer>

function numberOf(fields: Fields, field: number): bigint {
  const value = fields.get(field)
  if (typeof value === 'bigint') return value
  throw new Error(`the frame has no number in field ${field}`)
}

function bytesOf(fields: Fields, field: number): Buffer {
  const value = fields.get(field)
  if (typeof value === 'object') return value
  throw new Error(`the frame has no bytes in field ${field}`)
}

/** Fields of wire types 0 (number) and 2 (bytes), the only two that are used. */
function fieldsOf(data: Buffer): Fields {
  const fields = new Map<number, bigint | Buffer>()
  let place = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = data[place]
      if (byte === undefined) break
      place += 1
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
    throw new Error('a number of the frame has no end')
  }
  while (place < data.length) {
    const tag = varint()
    const field = Number(tag >> 3n)
    if ((tag & 7n) === 0n) fields.set(field, varint())
    else if ((tag & 7n) === 2n) {
      const length = Number(varint())
      if (place + length > data.length) throw new Error(`field ${field} of the frame is cut off`)
      fields.set(field, data.subarray(place, place + length))
      place += length
    } else throw new Error(`field ${field} of the frame is of an unknown form`)
  }
  return fields
}
