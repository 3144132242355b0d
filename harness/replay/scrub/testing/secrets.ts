/** Made-up private values, one kind after another, drawn from a seed. */
import type { PrivateKind } from '../private-kind.ts'

export type Random = (n: number) => number

/** A small generator (mulberry32): whole numbers below n. */
export function randomFrom(seed: number): Random {
  let state = seed
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n
  }
}

export interface SecretKind {
  readonly kind: PrivateKind
  /** The field that such a value stands in. */
  readonly field: string
  draw(random: Random): string
  /** Known by its looks, in whatever place. */
  readonly isTelling?: boolean
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const all = `${lower}${lower.toUpperCase()}0123456789`
const hex = '0123456789abcdef'
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'
const given = '伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英建国志永红梅雪晨宇浩然子涵'
const said =
  '我你他的了在是有和就不人都一上也很到说要去会着没看好自己这那什么时候可以今天明天回家吃饭孩子老师学校医院电话地址'

export function letters(random: Random, length: number, from: string): string {
  const characters = [...from]
  return Array.from({ length }, () => characters[random(characters.length)] ?? '').join('')
}

const digits = (random: Random, length: number) => letters(random, length, '0123456789')
const someone = (random: Random) => letters(random, 1, surnames) + letters(random, 2, given)

/** With the check character that GB 11643 asks for. */
function nationalId(random: Random): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const first = `3301${two(1 + random(9))}19${60 + random(40)}${two(1 + random(12))}${two(1 + random(28))}${digits(random, 3)}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first[place]), 0)
  return first + '10X98765432'.charAt(sum % 11)
}

/** Ids as Douyin makes them: the upper 32 bits are a second. */
function itemId(random: Random): string {
  const second = 1_700_000_000 + random(50_000_000)
  return ((BigInt(second) << 32n) | BigInt(random(2 ** 32))).toString()
}

const mobile = (random: Random) => `1${3 + random(7)}${digits(random, 9)}`
const octet = (random: Random) => String(20 + random(100))

export const secretKinds: readonly SecretKind[] = [
  { kind: 'token', field: 'msToken', draw: (r) => letters(r, 107, `${all}-_`) },
  { kind: 'token', field: 'csrf_session_id', draw: (r) => letters(r, 32, hex) },
  {
    kind: 'token',
    field: 'refresh_token',
    draw: (r) => `eyJ${letters(r, 30, all)}.eyJ${letters(r, 60, all)}.${letters(r, 43, all)}`,
    isTelling: true,
  },
  { kind: 'token', field: 'sms_code', draw: (r) => `${1 + r(9)}${digits(r, 5)}` },
  { kind: 'signature', field: 'a_bogus', draw: (r) => letters(r, 88, `${all}-_`) },
  { kind: 'signature', field: 'X-Bogus', draw: (r) => letters(r, 28, all) },
  {
    kind: 'signature',
    field: 'verifyFp',
    draw: (r) => `verify_${letters(r, 8, lower)}_${letters(r, 8, all)}_${letters(r, 4, all)}`,
  },
  { kind: 'phone', field: 'mobile', draw: mobile, isTelling: true },
  {
    kind: 'phone',
    field: 'phone',
    draw: (r) => `+86 ${mobile(r).replace(/(...)(....)(....)/, '$1 $2 $3')}`,
    isTelling: true,
  },
  {
    kind: 'phone',
    field: 'contact_info',
    draw: (r) => mobile(r).replace(/(...)(....)(....)/, '$1-$2-$3'),
    isTelling: true,
  },
  {
    kind: 'email',
    field: 'email',
    draw: (r) => `${letters(r, 9, lower)}.${letters(r, 4, lower)}@${letters(r, 5, lower)}mail.com`,
    isTelling: true,
  },
  { kind: 'national-id', field: 'id_card_no', draw: nationalId, isTelling: true },
  { kind: 'name', field: 'nickname', draw: (r) => `${someone(r)}${letters(r, 2, given)}` },
  {
    kind: 'name',
    field: 'sender_name',
    draw: (r) =>
      `${letters(r, 1, lower.toUpperCase())}${letters(r, 6, lower)} ${letters(r, 1, lower.toUpperCase())}${letters(r, 7, lower)}`,
  },
  { kind: 'name', field: 'unique_id', draw: (r) => `${letters(r, 8, lower)}_${digits(r, 4)}` },
  { kind: 'text', field: 'text', draw: (r) => letters(r, 14, said) },
  {
    kind: 'text',
    field: 'desc',
    draw: (r) => Array.from({ length: 6 }, () => letters(r, 4 + r(5), lower)).join(' '),
  },
  { kind: 'text', field: 'something_new', draw: (r) => letters(r, 9, said) },
  {
    kind: 'picture',
    field: 'avatar_url',
    draw: (r) =>
      `https://p3-pc.douyinpic.com/aweme/100x100/tos-cn-avt-0015_${letters(r, 32, hex)}.jpeg`,
    isTelling: true,
  },
  { kind: 'id', field: 'aweme_id', draw: itemId, isTelling: true },
  { kind: 'id', field: 'uid', draw: (r) => `${2 + r(7)}${digits(r, 14)}`, isTelling: true },
  { kind: 'id', field: 'short_id', draw: (r) => `${2 + r(7)}${digits(r, 7)}` },
  { kind: 'id', field: 'item_id', draw: (r) => `@${letters(r, 43, `${all}-_`)}=` },
  { kind: 'id', field: 'wechat', draw: (r) => `wxid_${letters(r, 14, `${lower}0123456789`)}` },
  {
    kind: 'sec-uid',
    field: 'sec_uid',
    draw: (r) => `MS4wLjABAAAA${letters(r, 43, `${all}-_`)}`,
    isTelling: true,
  },
  {
    kind: 'device',
    field: 'device_uuid',
    draw: (r) => [8, 4, 4, 4, 12].map((n) => letters(r, n, hex)).join('-'),
  },
  { kind: 'device', field: 'imei', draw: (r) => `86${digits(r, 13)}` },
  {
    kind: 'ip',
    field: 'client_ip',
    draw: (r) => [octet(r), octet(r), octet(r), octet(r)].join('.'),
  },
  {
    kind: 'ip',
    field: 'ip',
    draw: (r) =>
      `2408:8${letters(r, 3, hex)}:${Array.from({ length: 6 }, () => `a${letters(r, 3, hex)}`).join(':')}`,
  },
  { kind: 'location', field: 'ip_label', draw: (r) => `${letters(r, 3, given)}自治州` },
  {
    kind: 'location',
    field: 'address',
    draw: (r) => `${letters(r, 2, given)}市${letters(r, 2, surnames)}路${digits(r, 3)}号`,
  },
  { kind: 'birthday', field: 'birthday', draw: (r) => `${1950 + r(50)}-1${r(3)}-${10 + r(19)}` },
  {
    kind: 'address',
    field: 'homepage',
    draw: (r) => `https://www.${letters(r, 12, lower)}.me/${letters(r, 6, lower)}`,
  },
]
