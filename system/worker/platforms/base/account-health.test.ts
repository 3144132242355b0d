import { createNoopMeter, type Meter } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AccountHealthStatus } from '../../../shared/protocol/payloads.ts'
import { testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import { AccountHealth } from './account-health.ts'
import { PageProblem } from './page-problem.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1000 })
})
afterEach(() => {
  vi.useRealTimers()
})

function health() {
  const telemetry = testTelemetry()
  const told: AccountHealthStatus[] = []
  const gauges: (() => number[])[] = []
  const meter: Meter = Object.assign(createNoopMeter(), {
    createObservableGauge: () => ({
      addCallback(observe: (result: { observe(value: number): void }) => void) {
        gauges.push(() => {
          const values: number[] = []
          observe({ observe: (value) => values.push(value) })
          return values
        })
      },
    }),
  })
  const sut = new AccountHealth({
    accountId: 'acc-1',
    telemetry: { ...telemetry, meter },
    onHealth: (status) => told.push(status),
  })
  const events = () => telemetry.logs.map(({ fields }) => fields.event)
  return { sut, telemetry, told, events, gauge: () => gauges.flatMap((read) => read()) }
}

const captcha = new PageProblem('captcha', 'A check came up at /manage.')
const incomplete = new PageProblem('incomplete', '1 of 3 comments could not be read.')

test('an account is healthy once a round went through, and that is told once', () => {
  const { sut, told, gauge, events } = health()
  expect([sut.status, gauge()]).toEqual([undefined, []])
  sut.endRound([])
  expect(sut.status).toBeUndefined()
  sut.endRound(['works'])
  sut.endRound(['works'])
  expect(told).toEqual([{ health: 'healthy', since: 1000, problems: [] }])
  expect([gauge(), events()]).toEqual([[1], []])
})

test('a problem is told once while it lasts, with what was seen, where, and what to do', () => {
  const { sut, told, telemetry, gauge } = health()
  sut.met(captcha, 'works')
  sut.met(captcha, 'comments')
  sut.endRound([])
  sut.met(captcha, 'works')
  expect(telemetry.logs).toHaveLength(1)
  expect(telemetry.logs[0]).toMatchObject({
    level: 'warn',
    text: expect.stringMatching(/captcha at works: A check came up at \/manage\. Solve the check/),
    fields: { event: 'account.degraded', 'hiscrm.page.problem': 'captcha' },
  })
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ health: 'degraded', since: 1000, problems: [{ since: 1000 }] })
  expect(gauge()).toEqual([0])
})

test('a problem is over when every part that met it went well, whatever else is wrong', () => {
  const { sut, told, events } = health()
  sut.met(captcha, 'works')
  sut.met(captcha, 'comments')
  sut.met(incomplete, 'comments')
  sut.endRound([])
  vi.setSystemTime(2000)
  sut.endRound(['works'])
  expect(events()).toEqual(['account.degraded', 'account.degraded'])
  sut.met(incomplete, 'comments')
  sut.endRound(['works', 'comments'])
  expect(events().at(-1)).toBe('account.recovered')
  expect(told.at(-1)).toMatchObject({
    health: 'degraded',
    since: 1000,
    problems: [{ problem: 'incomplete' }],
  })
  vi.setSystemTime(3000)
  sut.endRound(['comments'])
  expect(told.at(-1)).toEqual({ health: 'healthy', since: 3000, problems: [] })
})

test('a part that was not visited to its end ends nothing', () => {
  const { sut, events } = health()
  sut.met(incomplete, 'comments')
  sut.endRound(['works', 'messages'])
  sut.endRound([])
  expect(events()).toEqual(['account.degraded'])
})

test('what Playwright adds to its errors is left out for a person', () => {
  const { sut, told } = health()
  sut.met(
    new PageProblem('no_answer', 'Timeout.\nCall log:\n\u001b[2m  - waiting\u001b[22m'),
    'works',
  )
  expect(told[0]?.problems[0]?.message).toMatch(/^Timeout\. Look at the network/)
})
