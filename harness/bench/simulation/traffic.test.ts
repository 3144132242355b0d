import { expect, test } from 'vitest'
import { TrafficMeter, totals } from './traffic.ts'

const upgrade = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')

/** A frame of text, as RFC 6455 has it; those of clients are masked. */
function frame(text: string, mask?: Buffer): Buffer {
  const payload = Buffer.from(text)
  const flag = mask ? 0x80 : 0
  const head =
    payload.length < 126
      ? Buffer.from([0x81, flag | payload.length])
      : Buffer.from([0x81, flag | 126, payload.length >> 8, payload.length & 0xff])
  if (mask === undefined) return Buffer.concat([head, payload])
  const hidden = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([head, mask, hidden])
}

const mask = Buffer.from([7, 77, 177, 250])
const json = (text: string) => JSON.stringify(['message', { text }])
const client = { address: 'worker-1', port: 5 }
const server = { address: 'master', port: 3000 }

function heard(pieceBytes: number, up: readonly string[], down: readonly string[]) {
  let nowMs = 0
  const meter = new TrafficMeter(() => ++nowMs)
  const send = (from: typeof client, to: typeof server, bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      meter.onArrival({ from, to, bytes: bytes.subarray(at, at + pieceBytes) })
    }
  }
  send(client, server, Buffer.concat([upgrade, ...up.map((text) => frame(text, mask))]))
  send(server, client, Buffer.concat([upgrade, ...down.map((text) => frame(text))]))
  return meter.trafficOf(1000)
}

test.each([1, 3, 64, 10_000])(
  'messages are read whole off a wire in pieces of %s bytes',
  (pieceBytes) => {
    const long = json('ü'.repeat(300))
    const up = ['40/worker,{"token":"t"}', `42/worker,0${json('a')}`, '3', `42/worker,1${long}`]
    const down = ['0{"sid":"s"}', '2', '43/worker,0[{"ok":true}]', '43/worker,1[{"ok":false}]']
    const traffic = heard(pieceBytes, up, [...down, '2'])
    expect(traffic.exchanges).toMatchObject([
      { worker: 'worker-1', eventBytes: Buffer.byteLength(json('a')), ackBytes: 13 },
      { worker: 'worker-1', eventBytes: Buffer.byteLength(long), ackBytes: 14 },
    ])
    expect(traffic.samples[`event ${Buffer.byteLength(long)}`]).toBe(long)
    expect(traffic.samples['ack 13']).toBe('[{"ok":true}]')
    expect(totals(traffic)).toEqual({
      messages: 4,
      bytes: Buffer.byteLength(json('a') + long) + 13 + 14,
    })
  },
)

test('a message without an acknowledgement counts alone', () => {
  const traffic = heard(64, [`42/worker,0${json('a')}`], [])
  expect(traffic.exchanges[0]?.ackBytes).toBe(0)
  expect(totals(traffic).messages).toBe(1)
})

test('what the floor cannot repeat is no traffic to compare with', () => {
  expect(() => heard(64, [], [`42/worker,${json('a')}`])).toThrow('Master sent a message first')
})
