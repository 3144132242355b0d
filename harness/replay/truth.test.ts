import { expect, test } from 'vitest'
import { loadRecording } from './recording.ts'
import { type TestEntry, writeTestRecording } from './test-recording.ts'
import { truthOf } from './truth.ts'

const works = 'https://pages.test/janus/douyin/creator/pc/work_list'
const comments = 'https://pages.test/aweme/v1/web/comment/list/select/'
const replies = 'https://pages.test/aweme/v1/web/comment/list/reply/'
const chats = 'https://pages.test/creator/im/user_detail/'
const messages = 'https://pages.test/v1/im/message/history'

async function truthOfEntries(...entries: TestEntry[]) {
  await using sample = await writeTestRecording(entries)
  return truthOf(await loadRecording('sample', sample))
}

function answer(url: string, body: object, episode = 1): TestEntry {
  return { url, episode, text: JSON.stringify({ status_code: 0, ...body }) }
}

const work = {
  aweme_id: '7425115667711188089',
  desc: '小方凳',
  create_time: 1728794460,
  aweme_type: 68,
  author: { uid: '591787217934601' },
}
const comment = {
  cid: '7425115667711188001',
  aweme_id: work.aweme_id,
  text: '好看',
  create_time: 1728794461,
  reply_id: '0',
  label_text: '',
  user: { uid: '1', sec_uid: 'MS4wLjABAAAAx', nickname: '小雨' },
}

test('every kind of list gives its items, times in milliseconds', async () => {
  const reply = {
    ...comment,
    cid: '7425115667711188002',
    reply_id: comment.cid,
    label_text: '作者',
  }
  const truth = await truthOfEntries(
    answer(works, { aweme_list: [work], items: [{ id: '@x', metrics: {} }] }),
    answer(comments, { comments: [comment] }),
    answer(replies, { comments: [reply] }),
    answer(chats, { user_list: [{ user_id: '9', user: { sec_uid: 'MS4w', nickname: '老陈' } }] }),
    answer(messages, {
      data: {
        messages: [
          {
            message_id: '7425115667711188003',
            conversation_id: 'MS4w',
            sender_id: 'MS4w',
            sender_name: '老陈',
            content: '在吗',
            direction: 'incoming',
            created_at: 1728794462123,
          },
        ],
      },
    }),
  )
  expect(truth.byExchange).toEqual([
    [],
    ['content:7425115667711188089'],
    ['comment:7425115667711188001'],
    ['comment:7425115667711188002'],
    ['conversation:MS4w'],
    ['message:7425115667711188003'],
  ])
  const fields = [...truth.items.values()].map((item) => item.fields)
  expect(fields[0]).toEqual({
    title: '小方凳',
    type: 'image',
    authorId: '591787217934601',
    createdAtMs: 1728794460000,
  })
  expect(fields[1]).toMatchObject({ parentId: null, isAuthor: false, createdAtMs: 1728794461000 })
  expect(fields[2]).toMatchObject({ parentId: comment.cid, isAuthor: true })
  expect(fields[3]).toEqual({ userId: '9', userName: '老陈' })
  expect(fields[4]).toMatchObject({
    text: '在吗',
    direction: 'inbound',
    createdAtMs: 1728794462123,
  })
})

test('an item is known from its first appearance on', async () => {
  const truth = await truthOfEntries(
    answer(comments, { comments: [comment] }),
    answer(comments, { comments: [comment, comment] }, 2),
  )
  expect(truth.byExchange).toEqual([
    [],
    ['comment:7425115667711188001'],
    ['comment:7425115667711188001'],
  ])
  expect(truth.items.get('comment:7425115667711188001')).toMatchObject({
    kind: 'comment',
    firstExchange: 1,
    firstEpisode: 1,
  })
})

test('an id written as a number keeps all its digits', async () => {
  const text = `{"status_code":0,"comments":[${JSON.stringify(comment).replace(`"${comment.cid}"`, '7569502953640707115')}]}`
  const truth = await truthOfEntries({ url: comments, text })
  expect([...truth.items.keys()]).toEqual(['comment:7569502953640707115'])
})

test('errors, empty lists and other answers contain nothing', async () => {
  const truth = await truthOfEntries(
    { url: comments, text: '{"status_code":8,"comments":[{}]}' },
    { url: comments, status: 500, text: 'oops' },
    answer(comments, { comments: null }),
    { url: 'https://pages.test/other', text: 'not JSON' },
  )
  expect(truth.items.size).toBe(0)
})

test('an answer that cannot be read is an error, not an empty list', async () => {
  await expect(truthOfEntries({ url: comments, text: '{"status_code":0,' })).rejects.toThrow(
    'Entry 1 of traffic.har in the recording sample (/aweme/v1/web/comment/list/select/) cannot be read',
  )
  await expect(truthOfEntries(answer(comments, {}))).rejects.toThrow('it has no list comments')
  await expect(
    truthOfEntries(answer(comments, { comments: [{ ...comment, cid: '' }] })),
  ).rejects.toThrow('an item has no id cid')
})

test('two answers that contradict each other are an error', async () => {
  await expect(
    truthOfEntries(
      answer(comments, { comments: [comment] }),
      answer(comments, { comments: [{ ...comment, text: '不好看' }] }),
    ),
  ).rejects.toThrow('contradicts itself about comment:7425115667711188001')
})
