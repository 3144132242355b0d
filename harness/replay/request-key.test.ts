import { expect, test } from 'vitest'
import { requestKey, stableUrl } from './request-key.ts'

const key = (url: string, body?: string) =>
  requestKey('GET', new URL(url), body === undefined ? undefined : Buffer.from(body))

test('the order of parameters and volatile parameters make no difference', () => {
  expect(key('https://a.test/x?b=2&msToken=s3cret&a=1&X-Bogus=q&_t=17')).toBe(
    key('https://a.test/x?a=1&b=2'),
  )
})

test('method, host, path, stable parameters and body each make a difference', () => {
  const base = key('https://a.test/x?a=1')
  expect(key('https://b.test/x?a=1')).not.toBe(base)
  expect(key('http://a.test/x?a=1')).not.toBe(base)
  expect(key('https://a.test/x/?a=1')).not.toBe(base)
  expect(key('https://a.test/x?a=2')).not.toBe(base)
  expect(key('https://a.test/x?a=1', 'body')).not.toBe(base)
  expect(requestKey('POST', new URL('https://a.test/x?a=1'))).not.toBe(base)
})

test('an empty body is no body', () => {
  expect(key('https://a.test/x', '')).toBe(key('https://a.test/x'))
})

test('the stable address keeps order and spelling and loses tokens and the fragment', () => {
  const url = new URL('https://a.test/x?b=%E4%BD%A0&msToken=s3cret&a=1&a=0#part')
  expect(stableUrl(url)).toBe('https://a.test/x?b=%E4%BD%A0&a=1&a=0')
})
