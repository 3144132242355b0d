import { expect, test } from 'vitest'
import { isSameFrame, nearestFrame, showFrame } from './same-frame.ts'

const text = (data: string) => ({ isBinary: false, data: Buffer.from(data) })
const bytes = (...data: number[]) => ({ isBinary: true, data: Buffer.from(data) })

test.each([
  ['{"cmd":"sub","ts":1,"seq":4}', '{"seq":9,"cmd":"sub"}', true],
  ['{"a":{"msToken":"x","id":"7425115667711188001"}}', '{"a":{"id":"7425115667711188001"}}', true],
  ['{"id":"7425115667711188001"}', '{"id":"7425115667711188002"}', false],
  ['{"cmd":"sub"}', '{"cmd":"unsub"}', false],
  ['{"sentAt":1764000000123}', '{"sentAt":1764000999456}', true],
  ['ping 1764000000', 'ping 1764000099', true],
  ['42["hi"]', '42["ho"]', false],
  ['{not JSON 1764000000', '{not JSON 1764000001', true],
])('%s and %s are the same: %s', (a, b, same) => {
  expect(isSameFrame(text(a), text(b))).toBe(same)
  expect(isSameFrame(text(b), text(a))).toBe(same)
})

test('binary messages are the same if they are as long and half alike', () => {
  expect(isSameFrame(bytes(1, 2, 3, 4), bytes(1, 2, 9, 9))).toBe(true)
  expect(isSameFrame(bytes(1, 2, 3, 4), bytes(1, 9, 9, 9))).toBe(false)
  expect(isSameFrame(bytes(1, 2, 3), bytes(1, 2, 3, 4))).toBe(false)
  expect(isSameFrame(bytes(65), text('A'))).toBe(false)
})

test('the nearest message begins alike, and what is shown of one is short', () => {
  const all = [text('{"cmd":"auth"}'), text('{"cmd":"sub"}'), bytes(1, 2)]
  expect(nearestFrame(text('{"cmd":"such"}'), all)).toBe(all[1])
  expect(nearestFrame(bytes(7), all)).toBe(all[2])
  expect(nearestFrame(bytes(7), [])).toBeUndefined()
  expect(showFrame(text('好'.repeat(5000)))).toBe('好'.repeat(200))
  expect(showFrame(bytes(1, 255))).toBe('2 bytes: 01ff')
})
