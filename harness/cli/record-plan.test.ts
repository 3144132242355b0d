import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  chromiumFor,
  collectHosts,
  cookiesIn,
  folderFor,
  headOf,
  localeTag,
  pageAddress,
  type RecordFlags,
  timeZoneName,
} from './record-plan.ts'

const flags: RecordFlags = {
  hosts: [],
  scrub: true,
  allow: [],
  allowField: [],
  chromiumArg: ['--one-more'],
}
const url = new URL('https://creator.douyin.com/home')
const nowMs = Date.UTC(2026, 10, 24)

function temporary(): string {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-plan-test-'))
  onTestFinished(() => folder.remove())
  return folder.path
}

test('what is no page, no language or no time zone is refused', () => {
  expect(() => pageAddress('ftp://a.test')).toThrow('as https://creator.douyin.com/')
  expect(() => pageAddress('nowhere')).toThrow('not “nowhere”')
  expect(() => localeTag('not a tag')).toThrow('as zh-CN')
  expect(() => timeZoneName('Mars/Olympus')).toThrow('as Asia/Shanghai')
  expect(localeTag('ZH-cn')).toBe('zh-CN')
  expect(collectHosts('A.test,b.test', ['c.test'])).toEqual(['c.test', 'a.test', 'b.test'])
})

test('a folder that was named and is there is refused; else another name is found', () => {
  const root = temporary()
  expect(() => folderFor(url, root, nowMs)).toThrow('There is already something in')
  vi.spyOn(process, 'cwd').mockReturnValue(root)
  onTestFinished(() => void vi.restoreAllMocks())
  const first = join(root, 'recordings/creator-douyin-com-2026-11-24')
  expect(folderFor(url, undefined, nowMs)).toBe(first)
  mkdirSync(first, { recursive: true })
  mkdirSync(join(root, 'recordings/.creator-douyin-com-2026-11-24-2.spool'))
  expect(folderFor(url, undefined, nowMs)).toBe(`${first}-3`)
})

test('the recording is named after its folder unless it is given a name', () => {
  expect(headOf(url, '/x/My Shop', flags, nowMs)).toMatchObject({
    name: 'my-shop',
    description: 'Recorded from creator.douyin.com with glassbox record.',
  })
  expect(headOf(url, '/x/y', { ...flags, name: 'Shop' }, nowMs).name).toBe('shop')
})

test('without a display no window opens, and the cure is told', () => {
  vi.stubEnv('DISPLAY', '')
  vi.stubEnv('WAYLAND_DISPLAY', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(chromiumFor({ ...flags, headless: true })).toMatchObject({ headless: true })
  expect(chromiumFor({ ...flags, script: 'x.ts' }).args).toContain('--one-more')
  if (process.platform !== 'linux') return
  expect(() => chromiumFor(flags)).toThrow(/this machine has no display .* --script FILE/)
  expect(() => chromiumFor({ ...flags, script: 'x.ts', headed: true })).toThrow('no display')
})

test('a storage state gives its cookies, and what is none is refused', () => {
  const root = temporary()
  const file = (name: string, text: string) => {
    writeFileSync(join(root, name), text)
    return join(root, name)
  }
  expect(cookiesIn(file('good', '{"cookies":[{"name":"a","value":"b"}]}'))).toEqual(['b'])
  expect(() => cookiesIn(file('bad', '{"cookies":7}'))).toThrow('it has no list of cookies')
  expect(() => cookiesIn(join(root, 'gone'))).toThrow(/ENOENT.* Make one with/)
})
