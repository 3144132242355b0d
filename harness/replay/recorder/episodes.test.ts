import { expect, test } from 'vitest'
import { Episodes } from './episodes.ts'
import { keyOf, recordingName } from './recording-name.ts'

function start() {
  const written: string[] = []
  let count = 0
  const episodes = new Episodes({
    beginEpisode(name) {
      count += 1
      written.push(`${count} ${name}`)
      return count
    },
    nameEpisode: (number, name) => written.push(`${number} ${name}`),
  })
  return { episodes, written }
}

test('episodes are numbered from 1, and the first can be named anew', () => {
  const { episodes, written } = start()
  episodes.rename('before', 'Before it happens')
  episodes.begin('after', 'It has happened')
  expect(episodes.current).toEqual({ number: 2, name: 'after' })
  expect(written).toEqual(['1 first-visit', '1 before', '2 after'])
})

test('a name that is none, or is taken, is refused and changes nothing', () => {
  const { episodes } = start()
  expect(() => episodes.begin('New comment', '')).toThrow('as new-comment')
  expect(() => episodes.begin('first-visit', '')).toThrow('There is an episode first-visit already')
  expect(episodes.current).toEqual({ number: 1, name: 'first-visit' })
})

test('names are made of what a person says and visits', () => {
  expect(keyOf('  Somebody comments! ')).toBe('somebody-comments')
  expect(keyOf('有人评论')).toBe('')
  expect(keyOf('x'.repeat(100))).toHaveLength(80)
  const url = new URL('https://creator.douyin.com/x')
  expect(recordingName(url, Date.UTC(2026, 10, 24))).toBe('creator-douyin-com-2026-11-24')
})
