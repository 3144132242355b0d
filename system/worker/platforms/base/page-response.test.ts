import { expect, test } from 'vitest'
import { type PageResponse, readText } from './page-response.ts'

const url = new URL('https://creator.douyin.com/api')

function response(status: number, text: () => Promise<string>): PageResponse {
  return {
    url: () => url.href,
    status: () => status,
    ok: () => status < 400,
    headers: () => ({ 'retry-after': '7' }),
    text,
    request: () => ({ method: () => 'GET' }),
  }
}

test('what an error says is read, since it may explain it', async () => {
  expect(
    await readText(
      response(503, async () => 'busy'),
      url,
    ),
  ).toEqual({ text: 'busy' })
})

test('an error whose body does not come is told with the reason why', async () => {
  const gone = new Error('response.text: Protocol error')
  const read = await readText(
    response(429, () => Promise.reject(gone)),
    url,
  )
  if (!('error' in read)) throw new Error('it was read')
  expect(read.error.problem).toBe('rate_limited')
  expect(read.error.message).toBe('The platform answered 429. response.text: Protocol error')
  expect(read.error.retryAfterMs).toBe(7000)
  expect(read.error.cause).toBe(gone)
})
