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

test('the boundary of a form in parts makes no difference, its parts do', () => {
  const form = (boundary: string, value: string) =>
    key(
      'https://a.test/x',
      `------WebKitFormBoundary${boundary}\r\nname="a"\r\n\r\n${value}\r\n------WebKitFormBoundary${boundary}--\r\n`,
    )
  expect(form('1J8SfmLeeOl3pFIS', 'b')).toBe(form('sw9I8yHxDxQelIOq', 'b'))
  expect(form('1J8SfmLeeOl3pFIS', 'b')).not.toBe(form('1J8SfmLeeOl3pFIS', 'c'))
})

test('the stable address keeps order and spelling and loses tokens and the fragment', () => {
  const url = new URL('https://a.test/x?b=%E4%BD%A0&msToken=s3cret&a=1&a=0#part')
  expect(stableUrl(url)).toBe('https://a.test/x?b=%E4%BD%A0&a=1&a=0')
})
