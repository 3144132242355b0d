/** Properties that hold for every value in every place. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordingError } from '../recording-error.ts'
import { findPrivate } from './find-private.ts'
import { scrubHar } from './scrub-har.ts'
import { everythingIn } from './testing/left-in.ts'
import { places } from './testing/places.ts'
import { harEntry, testHar } from './testing/planted-har.ts'
import { randomFrom, secretKinds } from './testing/secrets.ts'

/** The body of the only answer after scrubbing. */
function scrubbedBody(body: string, key = 'k', mimeType = 'application/json'): string {
  const { har } = scrubHar(testHar([harEntry({ body, mimeType })]), { key })
  const [entry] = har.log.entries
  const text: unknown = JSON.parse(JSON.stringify(entry)).response.content.text
  return String(text)
}

function scrubbedField(field: string, value: unknown, key = 'k'): unknown {
  return JSON.parse(scrubbedBody(JSON.stringify({ [field]: value }), key))[field]
}

/** A character by the script that it must keep. */
function classOf(character: string): string {
  if (/\p{Script=Han}/u.test(character)) return 'Han'
  if (/\p{Nd}/u.test(character)) return 'digit'
  if (/[A-Z]/.test(character)) return 'capital'
  if (/[a-z]/.test(character)) return 'small'
  const script = ['Hiragana', 'Katakana', 'Hangul', 'Cyrillic', 'Thai', 'Arabic'].find((name) =>
    new RegExp(`\\p{Script=${name}}`, 'u').test(character),
  )
  return script ?? (/\p{L}/u.test(character) ? 'letter' : character)
}

const sentence = fc
  .array(
    fc.constantFrom(
      ...[
        '我',
        '们',
        '去',
        '杭',
        '州',
        '好',
        '吗',
        'Q',
        'b',
        'x',
        'R',
        '7',
        '3',
        ' ',
        '，',
        '。',
        '！',
      ],
      ...[
        '#',
        '@',
        '😀',
        '👨‍👩‍👧',
        '🇨🇳',
        '\n',
        '"',
        '\\',
        '/',
        '<',
        '&',
        '%',
        '+',
        '=',
        'ら',
        'ラ',
        '한',
        'Ж',
        'ж',
        'é',
        '𠮷',
      ],
    ),
    { minLength: 2, maxLength: 40 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => /[我们去杭州好吗]{2}/u.test(text))

const secret = fc
  .record({ kind: fc.constantFrom(...secretKinds), seed: fc.integer({ min: 1, max: 2 ** 31 }) })
  .map(({ kind, seed }) => ({ ...kind, value: kind.draw(randomFrom(seed)) }))

test('a text keeps its length, its scripts and its signs, and says something else', () => {
  fc.assert(
    fc.property(sentence, (text) => {
      const other = String(scrubbedField('comment_text', text))
      expect([...other].map(classOf)).toEqual([...text].map(classOf))
      expect(other).not.toBe(text)
    }),
    { seed: 4, numRuns: 100 },
  )
})

test('no secret survives in any place, and the detector agrees', () => {
  const planting = fc.record({ secret, place: fc.constantFrom(...places) })
  fc.assert(
    fc.property(fc.array(planting, { minLength: 1, maxLength: 4 }), (plantings) => {
      const meant = plantings.filter(
        ({ secret: { kind }, place }) => !(place.isBare && kind === 'birthday'),
      )
      const entries = meant.map(({ secret: { field, value }, place }) =>
        harEntry(place.plant(field, value)),
      )
      const { har } = scrubHar(testHar(entries), { key: 'k' })
      const left = everythingIn(har)
      expect(meant.filter(({ secret: { value } }) => left.includes(value))).toEqual([])
      expect(findPrivate(har)).toEqual([])
    }),
    { seed: 4, numRuns: 100 },
  )
})

test('a value has the same replacement in every place where it stands by itself', () => {
  const whole = places.filter(({ name }) =>
    /field|list|JSON|parameter|form|referer|websocket|stream|wrapped|body/.test(name),
  )
  fc.assert(
    fc.property(secret, ({ field, value, kind }) => {
      fc.pre(kind !== 'picture' && kind !== 'address')
      const entries = whole.map((place) => harEntry(place.plant(field, value)))
      const { har } = scrubHar(testHar(entries), { key: 'k' })
      const other = JSON.parse(scrubbedBody(JSON.stringify({ [field]: value })))[field]
      for (const entry of har.log.entries) expect(everythingIn(entry)).toContain(other)
    }),
    { seed: 4, numRuns: 60 },
  )
})

test('ids keep their number of digits, their second and their order, also as numbers', () => {
  const second = fc.bigInt({ min: 1_500_000_000n, max: 1_900_000_000n })
  const id = fc.tuple(second, fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }))
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { selector: ([s]) => s, minLength: 2, maxLength: 20 }),
      (parts) => {
        const ids = parts.map(([s, rest]) => ((s << 32n) | rest).toString()).sort()
        const body = `{"a":[${ids.map((item) => `{"aweme_id":${item}}`).join()}],"b":{"aweme_id":${JSON.stringify(ids)}}}`
        const other = scrubbedBody(body)
        const numbers = [...other.matchAll(/"aweme_id":(\d+)/g)].map(([, n = '']) => n)
        expect(JSON.parse(other).b.aweme_id).toEqual(numbers)
        expect(numbers.map((n) => BigInt(n) >> 32n)).toEqual(ids.map((n) => BigInt(n) >> 32n))
        expect(numbers).toEqual([...numbers].sort())
        expect(new Set(numbers).size).toBe(ids.length)
      },
    ),
    { seed: 4, numRuns: 100 },
  )
})

test('a number that fits a double still does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: Number.MAX_SAFE_INTEGER }), (uid) => {
      const other = scrubbedField('uid', uid)
      expect(Number.isSafeInteger(other)).toBe(true)
      expect(String(other)).toHaveLength(String(uid).length)
    }),
    { seed: 4, numRuns: 100 },
  )
})

test('the key decides, and nothing else', () => {
  fc.assert(
    fc.property(secret, fc.string({ minLength: 1 }), ({ field, value, kind }, key) => {
      fc.pre(kind !== 'birthday')
      expect(scrubbedField(field, value, key)).toBe(scrubbedField(field, value, key))
      expect(scrubbedField(field, value, key)).not.toBe(scrubbedField(field, value, `${key}.`))
    }),
    { seed: 4, numRuns: 60 },
  )
})

test('any JSON stays JSON of the same shape', () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape)
    if (typeof value === 'object' && value !== null) return Object.values(value).map(shape)
    return value === null ? null : typeof value
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const body = JSON.stringify({ value })
      const other = scrubbedBody(body)
      expect(shape(JSON.parse(other))).toEqual(shape(JSON.parse(body)))
    }),
    { seed: 4, numRuns: 100 },
  )
})

test('spaces, order, repeated keys and digits of JSON stay', () => {
  const body = '{ "status_code" : 0,\n "x": 1.50, "x": 1e3, "n": null, "has_more": 1, "e": "" }'
  expect(scrubbedBody(body)).toBe(body)
})

test('pages, scripts and bodies of any bytes do not break it', () => {
  const types = fc.constantFrom(
    'text/html',
    'text/javascript',
    'application/json',
    'text/plain',
    '',
  )
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '<script>',
      '</script>',
      '<!--',
      '-->',
      '<a href="',
      '"',
      '{"a":',
      '}',
      '%7B',
      '\\u',
      '&#x',
      'data:image/png;base64,',
      '--x\r\nContent-',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(piece).map((all) => all.join('')),
      types,
      (body, mimeType) => {
        expect(typeof scrubbedBody(body, 'k', mimeType)).toBe('string')
      },
    ),
    { seed: 4, numRuns: 100 },
  )
})

test('mentions and hashtags name the same as the fields do', () => {
  const body = JSON.stringify({
    user: { nickname: '木匠阿禾' },
    text: '@木匠阿禾 看 #木匠阿禾',
    html: '<b>木匠阿禾</b>',
  })
  const { user, text, html } = JSON.parse(scrubbedBody(body))
  expect(text).toMatch(new RegExp(`^@${user.nickname} . #${user.nickname}$`))
  expect(html).toBe(`<b>${user.nickname}</b>`)
})

test('an address of somebody, a picture in it and a picture itself are neutral', () => {
  const png = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
  const { page, qr } = JSON.parse(
    scrubbedBody(JSON.stringify({ page: 'https://zhangsan.example-home.cn/me?x=1', qr: png })),
  )
  expect(page).toMatch(/^https:\/\/\w+\.[\w-]+\.test\/me\?x=1$/)
  expect(qr).toMatch(/^data:image\/png;base64,/)
  expect(qr).not.toBe(png)
})

test('what is no HAR is refused', () => {
  for (const wrong of [null, [], {}, { log: {} }, { log: { entries: 7 } }]) {
    expect(() => scrubHar(wrong, { key: 'k' })).toThrow(RecordingError)
  }
})

test('entries of any shape do not break it', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (entries) => {
      const { har } = scrubHar({ log: { entries } }, { key: 'k' })
      expect(har.log.entries).toHaveLength(entries.length)
      expect(Array.isArray(findPrivate(har))).toBe(true)
    }),
    { seed: 4, numRuns: 100 },
  )
})
