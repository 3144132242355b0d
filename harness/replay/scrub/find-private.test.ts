/** The detector without a scrubber: it must see what a scrubber would have overlooked. */
import { describe, expect, test } from 'vitest'
import { findPrivate, findSteps } from './find-private.ts'
import { scrubHar } from './scrub-har.ts'
import { places } from './testing/places.ts'
import { harEntry, plantedHar, testHar } from './testing/planted-har.ts'
import { randomFrom, secretKinds } from './testing/secrets.ts'

const { har, planted } = plantedHar(20261124)
const found = [...findSteps(har)]

test('a harmless HAR has no finding', () => {
  const body = JSON.stringify({ status_code: 0, has_more: true, cursor: 1728634920507, list: null })
  expect(findPrivate(testHar([harEntry({ body, parameters: [['count', '20']] })]))).toEqual([])
})

test.each(secretKinds.map(({ field }) => field))('a value of the field %s is seen', (field) => {
  const place = planted.findIndex((secret) => secret.field === field)
  expect(planted[place]?.place).toBe('a field')
  expect(found[place]).not.toEqual([])
})

/** What nobody can know: a lone number, a Latin word in a header. */
const unknowable = /^(sms_code|short_id): .*page$|^(sender_name|unique_id|desc|wechat): a header$/

test('nearly every secret is seen in every place; what is not is no more than chance', () => {
  const missed = planted
    .filter((_, index) => found[index]?.length === 0)
    .map(({ field, place }) => `${field}: ${place}`)
  expect(missed.filter((name) => !unknowable.test(name)).length).toBeLessThan(planted.length / 100)
})

describe('when the scrubber leaves one value as it is', () => {
  const random = randomFrom(7)
  const few = testHar(plantedHar(1).har.log.entries.slice(0, 20))
  const scrubbed = scrubHar(few, { key: 'k' }).har.log.entries
  const left = secretKinds
    // One in 97 short numbers looks scrubbed.
    .filter(({ field }) => !/sms_code|short_id/.test(field))
    .map((kind) => ({ ...kind, value: kind.draw(random) }))

  test.each(left)('$field is found with its place', ({ field, value }) => {
    const entry = harEntry({ body: JSON.stringify({ list: [{ [field]: value }] }) })
    const findings = findPrivate(testHar([...scrubbed, entry]))
    expect(findings.length).toBeGreaterThan(0)
    for (const { place, shown } of findings) {
      expect(place).toBe(
        `entry 20, GET creator.douyin.com/api/list, response.content body, $.list[0].${field}`,
      )
      expect(shown).not.toContain(value)
    }
  })
})

test.each(places.map((place) => [place.name, place] as const))(
  'a phone number is found in %s',
  (_, place) => {
    expect(findPrivate(testHar([harEntry(place.plant('x', '13955667788'))]))).not.toEqual([])
  },
)

describe('bytes that are no text', () => {
  const binary = (bytes: Buffer, mimeType: string) =>
    findPrivate(testHar([harEntry({ base64: bytes.toString('base64'), mimeType })]))

  test('a picture is private, whatever it is called, and a grey one is not', () => {
    const picture = Buffer.from('\x89PNG\r\n\x1a\n and so on \xff', 'latin1')
    expect(binary(picture, 'image/png')[0]?.kind).toBe('picture')
    expect(binary(picture, 'application/octet-stream')[0]?.kind).toBe('picture')
    const { har: grey } = scrubHar(
      testHar([harEntry({ base64: picture.toString('base64'), mimeType: 'image/png' })]),
      { key: 'k' },
    )
    expect(findPrivate(grey)).toEqual([])
  })

  test('what can be read in them is found; what cannot may stay', () => {
    const message = Buffer.from([8, 1, 18, 6, ...Buffer.from('张三'), 0xff])
    expect(binary(message, 'application/x-protobuf')[0]?.kind).toBe('binary')
    expect(binary(Buffer.from([8, 1, 0xff, 0xfe, 16, 3]), 'application/x-protobuf')).toEqual([])
    expect(binary(Buffer.from('wOF2\0\xff by somebody@font.org', 'latin1'), 'font/woff2')).toEqual(
      [],
    )
  })
})

test('an allowed word or field is no finding', () => {
  const one = testHar([harEntry({ body: JSON.stringify({ list: [{ text: '随便看看' }] }) })])
  expect(findPrivate(one)).toHaveLength(1)
  expect(findPrivate(one, { words: ['随便看看'] })).toEqual([])
  expect(findPrivate(one, { fields: ['text'] })).toEqual([])
})

test('names that browsers give to pages and connections are no findings', () => {
  const entry = {
    ...harEntry({}),
    pageref: 'page@0123456789abcdef0123456789abcdef',
    connection: '443',
  }
  const { log } = testHar([entry])
  const page = { id: entry.pageref, title: '', startedDateTime: '2026-11-24T07:25:46.964Z' }
  expect(findPrivate({ log: { ...log, pages: [page] } })).toEqual([])
})
