import { expect, test } from 'vitest'
import { loadRecording } from './recording.ts'
import { type TestEntry, writeTestRecording } from './test-recording.ts'
import { shownItems, truthOf } from './truth.ts'

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
  const dated = [...truth.items.values()].map((item) => item.dated.map(({ values }) => values))
  expect(fields[0]).toEqual({
    type: 'image',
    authorId: '591787217934601',
    createdAtMs: 1728794460000,
  })
  expect(fields[1]).toMatchObject({ parentId: null, isAuthor: false, createdAtMs: 1728794461000 })
  expect(fields[2]).toMatchObject({ parentId: comment.cid, isAuthor: true })
  expect(dated[0]).toEqual([
    {
      title: '小方凳',
      viewCount: null,
      likeCount: null,
      commentCount: null,
      shareCount: null,
      favoriteCount: null,
    },
  ])
  expect(fields[3]).toEqual({ userId: '9' })
  expect(dated[3]).toEqual([{ userName: '老陈' }])
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

test('what may change is kept with the episode in which it did', async () => {
  const shown = (desc: string, play_count: number, episode: number) =>
    answer(works, { aweme_list: [{ ...work, desc, statistics: { play_count } }] }, episode)
  const truth = await truthOfEntries(
    shown('小方凳', 10, 1),
    shown('小方凳', 10, 2),
    shown('小方凳', 25, 3),
    shown('一张小方凳', 25, 4),
  )
  const item = truth.items.get(`content:${work.aweme_id}`)
  const seen = item?.dated.map(({ episode, exchange, values }) => {
    return [episode, exchange, values.title, values.viewCount]
  })
  expect(seen).toEqual([
    [1, 1, '小方凳', 10],
    [3, 3, '小方凳', 25],
    [4, 4, '一张小方凳', 25],
  ])
})

const message = {
  message_id: '7425115667711188003',
  conversation_id: 'MS4w',
  sender_id: 'MS4w',
  sender_name: '老陈',
  content: '在吗',
  message_type: 7,
  direction: 'incoming',
  created_at: 1728794462123,
}

test('a recalled message stays what it was, and one that changes otherwise is an error', async () => {
  const recalled = { ...message, content: '对方撤回了一条消息', message_type: 1, is_recalled: true }
  const first = answer(messages, { data: { messages: [message] } })
  const truth = await truthOfEntries(first, answer(messages, { data: { messages: [recalled] } }, 2))
  expect(truth.items.get(`message:${message.message_id}`)).toMatchObject({
    recalledIn: 2,
    fields: { text: '在吗', type: '7' },
  })
  const changed = { ...recalled, is_recalled: false }
  await expect(
    truthOfEntries(first, answer(messages, { data: { messages: [changed] } }, 2)),
  ).rejects.toThrow('contradicts itself about message:7425115667711188003')
})

test('a notice is known by the twin of its number, and is not what the worker must read', async () => {
  const notices = 'https://pages.test/aweme/v1/web/notice/detail/'
  const list = `{"status_code":0,"notice_list_v2":[{"nid":7569502953640707115,
    "nid_str":"7569502953640707115","type":31,"create_time":1728794470,"content":"评论了你的作品",
    "comment":{"comment":{"cid":"7425115667711188001"},"aweme":{"aweme_id":"7425115667711188089"}}}]}`
  await using sample = await writeTestRecording([{ url: notices, text: list }])
  const recording = await loadRecording('sample', sample)
  const truth = truthOf(recording)
  expect(truth.byExchange[1]).toEqual(['notification:7569502953640707115'])
  expect([...truth.items.values()][0]?.fields).toEqual({
    type: 'comment',
    text: '评论了你的作品',
    commentId: '7425115667711188001',
    contentId: '7425115667711188089',
    createdAtMs: 1728794470000,
  })
  expect(recording.exchanges.map((exchange) => shownItems(truth, exchange))).toEqual([[], []])
})

const wire = (text: string) => Buffer.from(text, 'utf8')

/** Frame: kind 1, a message with id 300 of type 7, a row that is not read. */
const binary = Buffer.from([
  ...[0x08, 1, 0x12, 34, 0x08, 0xac, 0x02],
  ...[0x12, 4, ...wire('MS4w'), 0x1a, 4, ...wire('MS4w')],
  ...[0x22, 3, ...wire('陈'), 0x2a, 6, ...wire('在吗')],
  ...[0x30, 7, 0x38, 0, 0x40, 0x01, 0x1a, 0],
])

test('a live connection shows messages in text and in binary frames', async () => {
  const url = 'wss://pages.test/ws/v2'
  type Frame = Omit<NonNullable<TestEntry['frames']>[number], 'atMs'>
  const socket = (...frames: readonly Frame[]) =>
    truthOfEntries({ url, frames: frames.map((frame, place) => ({ ...frame, atMs: place })) })
  const text = JSON.stringify({ type: 'message', message })
  const truth = await socket(
    { type: 'send', text },
    { type: 'receive', text: '{"type":"welcome"}' },
    { type: 'receive', text },
    { type: 'receive', base64: binary.toString('base64') },
    { type: 'receive', text: JSON.stringify({ type: 'recall', message }) },
  )
  expect(truth.byExchange[1]).toEqual(['message:7425115667711188003', 'message:300'])
  expect(truth.items.get('message:300')?.fields).toEqual({
    text: '在吗',
    type: '7',
    conversationId: 'MS4w',
    senderId: 'MS4w',
    senderName: '陈',
    direction: 'inbound',
    createdAtMs: 1,
  })
  expect(truth.items.get('message:7425115667711188003')?.recalledIn).toBe(1)
  const cut = binary.subarray(0, 20).toString('base64')
  await expect(socket({ type: 'receive', base64: cut })).rejects.toThrow(
    '(/ws/v2) cannot be read as the live connection it should be: field 2 of the frame is cut off',
  )
})
