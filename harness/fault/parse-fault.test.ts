import { expect, test } from 'vitest'
import { temporaryProject } from './code/temporary-project.ts'
import { FaultError, strikes } from './fault.ts'
import { fault, faults } from './faults.ts'
import { parseFault } from './parse-fault.ts'

const files = {
  'system/messages.ts': `export const MessageTypes = { A: 'a' }\nexport const other = 1\n`,
  'system/pusher.ts': `export class Pusher { #send() {} push() { this.#send() } }\n`,
  'system/pusher.test.ts': `export const no = 1\n`,
  'system/types.d.ts': `export const no: 1\n`,
  'tool.ts': `export const no = 1\n`,
}

test('a fault is read from its text, and its id is that text again', () => {
  using project = temporaryProject(files)
  const parse = (text: string) => parseFault(text, project)
  expect(parse('brokenExport:system/messages.ts#MessageTypes')).toEqual(
    fault.brokenExport('system/messages.ts#MessageTypes'),
  )
  expect(parse('silentCatch:system/pusher.ts#Pusher.#send?throws=no@worker-1,worker-2')).toEqual({
    id: 'silentCatch:system/pusher.ts#Pusher.#send?throws=no@worker-1,worker-2',
    name: 'silentCatch',
    layer: 'code',
    target: 'system/pusher.ts#Pusher.#send',
    options: { throws: 'no' },
    hosts: ['worker-1', 'worker-2'],
    file: 'system/pusher.ts',
    symbol: 'Pusher.#send',
  })
  for (const value of [
    fault.silentCatch('system/pusher.ts#Pusher.push', { throws: false, hosts: ['worker-1'] }),
    fault.brokenExport('system/messages.ts#other', { hosts: ['master'] }),
  ]) {
    expect(parse(value.id)).toEqual(value)
  }
  expect(strikes(parse('brokenExport:system/messages.ts#other'), 'worker-9')).toBe(true)
  expect(strikes(parse('brokenExport:system/messages.ts#other@master'), 'worker-9')).toBe(false)
})

test('a telemetry fault is read from its name and options alone', () => {
  using project = temporaryProject(files)
  expect(parseFault('lostSpans?every=3', project)).toEqual({
    id: 'lostSpans?every=3',
    name: 'lostSpans',
    layer: 'telemetry',
    target: '',
    options: { every: '3' },
    hosts: [],
  })
  expect(parseFault('fullQueue', project)).toMatchObject({ id: 'fullQueue', options: {} })
})

test.each([
  [
    'brokenExprt:system/messages.ts#other',
    'There is no fault `brokenExprt`; did you mean `brokenExport`? The faults are: brokenExport, silentCatch, replacedCode, lostSpans,',
  ],
  ['nonsense', 'There is no fault `nonsense`. The faults are: brokenExport, silentCatch, '],
  ['', 'There is no fault ``. The faults are'],
  [
    'brokenExport:system/messages.ts',
    'does not say where brokenExport strikes; write FILE#NAME, for example brokenExport:system/',
  ],
  ['brokenExport:#x', 'does not say where'],
  [
    'brokenExport:system/message.ts#other',
    'names `system/message.ts`, which is not a module of the system; did you mean `system/messages.ts`? Modules are the .ts files below system/, 2 here.',
  ],
  ['brokenExport:tool.ts#no', 'not a module of the system.'],
  ['brokenExport:../x/system/messages.ts#other', 'not a module of the system'],
  [
    'brokenExport:system/pusher.test.ts#no',
    'not a module of the system; did you mean `system/pusher.ts`?',
  ],
  [
    'brokenExport:system/messages.ts#MessageType',
    'did you mean `MessageTypes`? It exports: MessageTypes, other.',
  ],
  ['brokenExport:system/messages.ts#other?throws=no', 'has no option `throws`'],
  [
    'silentCatch:system/pusher.ts#Pusher.pull',
    'has no function `Pusher.pull`; did you mean `Pusher.push`? It has: Pusher.#send, Pusher.push.',
  ],
  ['silentCatch:system/pusher.ts#Pusher.push?throws=maybe', 'is yes or no, not `maybe`'],
  ['silentCatch:system/pusher.ts#Pusher.push?loud=1', 'has no option `loud`'],
  ['lostSpans?evry=3', 'has no option `evry`; it has: every.'],
  ['lostSpans?every=0', 'Option every of lostSpans is a whole number from 1 to'],
  ['lostSpans:system/messages.ts#other', 'takes no target or host; write, for example, lostSpans'],
  ['lostSpans@worker-1', 'takes no target or host'],
])('bad text for a fault gets a sentence: %s', (text, sentence) => {
  using project = temporaryProject(files)
  const parse = () => parseFault(text, project)
  expect(parse).toThrow(FaultError)
  expect(parse).toThrow(sentence)
})

test('every fault says what it is, with an example of its own', () => {
  expect(faults.length).toBeGreaterThan(1)
  for (const { name, docs } of faults) {
    expect(docs.example).toMatch(new RegExp(`^${name}[:?]`))
    expect(docs.title && docs.meaning).toBeTruthy()
  }
})
