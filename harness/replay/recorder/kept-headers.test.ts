import { expect, test } from 'vitest'
import { keptHeaders } from './kept-headers.ts'

const url = new URL('https://pages.test/a/b')

function kept(headers: Record<string, string>): [string, string][] {
  const given = Object.entries(headers).map(([name, value]) => ({ name, value }))
  return keptHeaders(given, url).map(({ name, value }) => [name, value])
}

test('names are in lower case and in order', () => {
  expect(kept({ 'X-Two': '2', 'Content-Type': 'text/html', ETag: '"x"' })).toEqual([
    ['content-type', 'text/html'],
    ['etag', '"x"'],
    ['x-two', '2'],
  ])
})

test('what lets somebody in, and what is of the connection, is dropped', () => {
  const dropped = {
    'Set-Cookie': 'a=b',
    'X-Ms-Token': 't',
    'X-Tt-Logid': 'l',
    Authorization: 'Bearer t',
    'WWW-Authenticate': 'Basic',
    'X-CSRF-Token': 't',
    'X-Session-Id': 's',
    'Content-Encoding': 'br',
    'Content-Length': '7',
    Date: 'now',
  }
  expect(kept(dropped)).toEqual([])
  // Words that only begin alike stay.
  expect(kept({ 'x-author': 'a', 'x-tokens-left': '3' })).toHaveLength(2)
})

test('a redirect leads to the stable address', () => {
  expect(kept({ location: '../c?a=1&msToken=s3cret#part' })).toEqual([
    ['location', 'https://pages.test/c?a=1#part'],
  ])
  expect(kept({ location: 'app:open' })).toEqual([['location', 'app:open']])
})
