import { expect, test } from 'vitest'
import { HostClock } from './host-clock.ts'
import { currentLife, Life } from './life.ts'
import { VirtualTime } from './virtual-time.ts'

function newLife() {
  const time = new VirtualTime(0)
  const crashes: unknown[] = []
  const life = new Life({
    hostName: 'a',
    number: 1,
    clock: new HostClock(time),
    soon: (work) => time.after(0, work),
    onCrash: (error) => crashes.push(error),
  })
  return { life, time, crashes }
}

test('what comes in for a dead life is dropped, and what it would own is abandoned', () => {
  const { life } = newLife()
  let done = 0
  let abandoned = 0
  life.own({ abandon: () => ++abandoned })
  life.end()
  life.own({ abandon: () => ++abandoned })
  life.dispatch(() => ++done)
  expect([done, abandoned]).toEqual([0, 2])
})

test('a thawed life does its timers first, then what the network brought, then what is new', () => {
  const { life, time } = newLife()
  const log: string[] = []
  life.freeze()
  life.dispatch(() => log.push('network 1'))
  life.dispatch(() => log.push('timer 1'), 'timer')
  life.dispatch(() => log.push('network 2'))
  life.dispatch(() => log.push('timer 2'), 'timer')
  life.thaw()
  life.dispatch(() => log.push('new'))
  while (time.count > 0) time.next()
  life.dispatch(() => log.push('at once'))
  expect(log).toEqual(['timer 1', 'timer 2', 'network 1', 'network 2', 'new', 'at once'])
})

test('a life that is frozen again while it thaws keeps the rest for later', () => {
  const { life, time } = newLife()
  const log: string[] = []
  life.freeze()
  life.dispatch(() => {
    log.push('first')
    life.freeze()
  })
  life.dispatch(() => log.push('second'))
  life.thaw()
  while (time.count > 0) time.next()
  expect(log).toEqual(['first'])
  life.thaw()
  while (time.count > 0) time.next()
  expect(log).toEqual(['first', 'second'])
})

test('what throws is told as a crash, and nobody else’s code is its context', () => {
  const { life, crashes } = newLife()
  life.dispatch(() => JSON.parse('{'))
  expect(crashes).toEqual([expect.any(SyntaxError)])
  expect(life.run(currentLife)).toBe(life)
  expect(currentLife()).toBeUndefined()
})
