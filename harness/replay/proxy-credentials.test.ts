import { expect, test } from 'vitest'
import { accountOf } from './proxy-credentials.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test('the right token gives the account, colons in the token included', () => {
  expect(accountOf(basic('acc-1:to:ken'), 'to:ken')).toBe('acc-1')
  expect(accountOf(basic('acc-1:token').replace('Basic', 'basic'), 'token')).toBe('acc-1')
})

test.each([
  undefined,
  '',
  'Basic',
  'Bearer token',
  basic('acc-1'),
  basic('acc-1:'),
  basic('acc-1:wrong'),
  basic(':token'),
  basic(`${'a'.repeat(129)}:token`),
])('%j gives none', (header) => {
  expect(accountOf(header, 'token')).toBeUndefined()
})
