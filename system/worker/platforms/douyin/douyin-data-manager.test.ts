import { expect, test } from 'vitest'
import { collectionsSchema } from '../../../shared/protocol/models.ts'
import { testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import type { PageProblem } from '../base/page-problem.ts'
import { DouyinDataManager } from './douyin-data-manager.ts'
import { toMs } from './mapping.ts'

function manager() {
  const telemetry = testTelemetry()
  const dataManager = new DouyinDataManager({
    accountId: 'acc-1',
    workerId: 'worker-1',
    dataPusher: { pushDataSync: async () => undefined },
    snapshotIntervalMs: 30_000,
    telemetry,
  })
  return { dataManager, telemetry }
}

const first = new URLSearchParams()
const avatar = { url_list: ['https://p3-pc.douyinpic.com/aweme/100x100/aweme-avatar/x.svg'] }
const secUid = 'MS4wLjABAAAA2EosdwRFFYAxuAvWhLPJEMKFkDqrpJHJ9lb_4i2P0Io'
const header = { accountId: 'acc-1', platform: 'douyin' }

const work = {
  aweme_id: '7425115667711188089',
  desc: '给女儿做了个小木盒，装她捡的石头',
  create_time: 1_728_794_460,
  aweme_type: 68,
  cover: { url_list: ['https://p3-pc.douyinpic.com/img/aweme-cover/t.svg'] },
  statistics: { play_count: 1, digg_count: 2, comment_count: 3, share_count: 4, collect_count: 5 },
  author: { uid: '591787217934601', nickname: '木匠阿禾' },
}

test('works are mapped, their counts from the metrics before the statistics', () => {
  const body = {
    status_code: 0,
    aweme_list: [work, { ...work, aweme_id: '7424713660271122893', aweme_type: 0 }],
    items: [{ id: '@j/base64==', metrics: { view_count: '120', like_count: 11 } }],
    has_more: true,
    max_cursor: 1,
  }
  const { contents = [] } = manager().dataManager.readWorks(body, first).items
  expect(contents[0]).toEqual({
    ...header,
    contentId: '7425115667711188089',
    type: 'image',
    title: '给女儿做了个小木盒，装她捡的石头',
    coverUrl: 'https://p3-pc.douyinpic.com/img/aweme-cover/t.svg',
    authorId: '591787217934601',
    publishTime: 1_728_794_460_000,
    viewCount: 120,
    likeCount: 11,
    commentCount: 3,
    shareCount: 4,
  })
  expect(contents[1]).toMatchObject({ type: 'video', viewCount: 1, likeCount: 2 })
})

const comment = {
  cid: '7424476062625631265',
  aweme_id: '7425115667711188089',
  text: '木盒真好看[赞]',
  create_time: 1_728_800_000,
  digg_count: 2,
  reply_comment_total: 1,
  reply_id: '0',
  label_text: '',
  user: { uid: '88000111222333', sec_uid: secUid, nickname: '山里的风', avatar_thumb: avatar },
}

test('comments have their time in milliseconds and no parent', () => {
  const body = { status_code: 0, comments: [comment], has_more: 0, cursor: 1 }
  const { comments } = manager().dataManager.readComments(body, first).items
  expect(comments).toEqual([
    {
      ...header,
      commentId: '7424476062625631265',
      contentId: '7425115667711188089',
      parentCommentId: null,
      authorId: '88000111222333',
      authorName: '山里的风',
      authorAvatar: avatar.url_list[0],
      content: '木盒真好看[赞]',
      likeCount: 2,
      replyCount: 1,
      isAuthorReply: false,
      createdAt: 1_728_800_000_000,
    },
  ])
})

test('replies belong to the comment that was asked for, and the author’s are known', () => {
  const reply = { ...comment, cid: '7424476062625631999', label_text: '作者' }
  const body = { status_code: 0, comments: [reply], has_more: 0 }
  const query = new URLSearchParams({ item_id: 'x', comment_id: '7424476062625631265' })
  const { comments } = manager().dataManager.readReplies(body, query).items
  expect(comments?.[0]).toMatchObject({
    parentCommentId: '7424476062625631265',
    isAuthorReply: true,
  })
  expect(() => manager().dataManager.readReplies(body, new URLSearchParams())).toThrow(
    'its address names no comment_id',
  )
})

test('a conversation is known by the other party’s sec_uid', () => {
  const body = {
    user_list: [
      {
        user_id: '88000111222333',
        user: { nickname: '山里的风', sec_uid: secUid, avatar_thumb: avatar },
      },
    ],
  }
  expect(manager().dataManager.readConversations(body, first).items.conversations).toEqual([
    {
      ...header,
      conversationId: secUid,
      userId: '88000111222333',
      userName: '山里的风',
      userAvatar: avatar.url_list[0],
    },
  ])
})

const message = {
  message_id: '7424480000000000001',
  conversation_id: secUid,
  sender_id: secUid,
  sender_name: '山里的风',
  content: '可以定做吗？',
  message_type: 7,
  direction: 'incoming',
  created_at: 1_728_800_100_000,
}

test('messages go in or out, and their time stays in milliseconds', () => {
  const body = {
    data: { messages: [message, { ...message, direction: 'outgoing' }], has_more: false },
  }
  const { messages } = manager().dataManager.readMessages(body, first).items
  expect(messages?.[0]).toEqual({
    ...header,
    messageId: '7424480000000000001',
    conversationId: secUid,
    senderId: secUid,
    senderName: '山里的风',
    type: 'text',
    content: '可以定做吗？',
    direction: 'inbound',
    createdAt: 1_728_800_100_000,
  })
  expect(messages?.[1]?.direction).toBe('outbound')
})

test('a time keeps its meaning, whatever its unit, and none stays unknown', () => {
  expect([1_728_800_000, 1_728_800_000_123, 0, null, undefined].map(toMs)).toEqual([
    1_728_800_000_000,
    1_728_800_000_123,
    null,
    null,
    null,
  ])
})

test('a time that is far off is told, and kept where it could be one at all', () => {
  const times = [4_000_000_000, 1000, 1_728_800_000_000_000, 1_728_800_000]
  const { items, problems } = manager().dataManager.readComments(
    { comments: times.map((create_time, n) => ({ ...comment, cid: `${n}`, create_time })) },
    first,
  )
  expect(items.comments?.map(({ createdAt }) => createdAt)).toEqual([
    4_000_000_000_000,
    1_000_000,
    null,
    1_728_800_000_000,
  ])
  expect(shown(problems)).toEqual([['clock_off', '3 of 4 times are far off (4000000000).']])
})

test('an unknown type is kept as the most general one, and said', () => {
  const { dataManager, telemetry } = manager()
  const { items } = dataManager.readWorks({ aweme_list: [{ ...work, aweme_type: 999 }] }, first)
  expect(items.contents?.[0]?.type).toBe('video')
  expect(telemetry.logs[0]?.fields.event).toBe('item.unknown_type')
})

const rounded: unknown = JSON.parse('7425115667711188089')

test.each([
  ['no list', 'word', 'aweme_list is no list'],
  ['a missing id', [{ ...work, aweme_id: undefined }], 'aweme_list.0.aweme_id'],
  ['an id that JSON has rounded', [{ ...work, aweme_id: rounded }], 'aweme_list.0.aweme_id'],
])('%s is an error, not an empty list', (_name, aweme_list, expected) => {
  expect(() => manager().dataManager.readWorks({ aweme_list }, first)).toThrow(expected)
})

test('a bad element does not cost the others, and is told', () => {
  const { items, problems } = manager().dataManager.readComments(
    { comments: [comment, { ...comment, text: undefined }, 'word', { ...comment, cid: '3' }] },
    first,
  )
  expect(items.comments?.map(({ commentId }) => commentId)).toEqual([comment.cid, '3'])
  expect(shown(problems)).toEqual([
    ['incomplete', expect.stringContaining('2 of 4 elements have an unexpected shape (comments.1')],
  ])
})

test('a field that can be done without is unknown and told, absent or of another type', () => {
  const { items, problems } = manager().dataManager.readComments(
    {
      comments: [
        { ...comment, digg_count: undefined },
        { ...comment, cid: '2', digg_count: 'many', create_time: '1728800000' },
        { ...comment, cid: '3', digg_count: null },
      ],
    },
    first,
  )
  expect(items.comments?.map(({ likeCount }) => likeCount)).toEqual([null, null, null])
  expect(items.comments?.[1]?.createdAt).toBe(1_728_800_000_000)
  expect(shown(problems)).toEqual([
    ['incomplete', 'Elements of comments lack digg_count in 2 of 3.'],
  ])
})

test('works outlive a second list that is missing or of no use, which is told', () => {
  for (const items of [undefined, 'word', ['word'], [{ id: 1 }]]) {
    const read = manager().dataManager.readWorks({ aweme_list: [work], items }, first)
    expect(read.items.contents?.[0]?.viewCount).toBe(1)
    expect(shown(read.problems)).toEqual([['incomplete', expect.stringContaining('items')]])
  }
})

const none = { aweme_list: null, items: null }

test('an empty list is none of our problems unless its total says otherwise', () => {
  const { dataManager } = manager()
  expect(dataManager.readWorks(none, first)).toMatchObject({
    items: { contents: [] },
    problems: [],
  })
  expect(shown(dataManager.readWorks({ ...none, total: 6 }, first).problems)).toEqual([
    ['incomplete', 'The list works is empty and says it has 6.'],
  ])
  const later = new URLSearchParams({ max_cursor: '17' })
  expect(dataManager.readWorks({ ...none, total: 6 }, later).problems).toEqual([])
})

test('a list that is empty and was not is told, until it has said so ten times', async () => {
  const { dataManager } = manager()
  await dataManager.upsert(dataManager.readWorks({ aweme_list: [work], items: [] }, first).items)
  await dataManager.upsert(dataManager.readMessages({ data: { messages: [message] } }, first).items)
  const empties = () => [
    dataManager.readWorks({ ...none, total: 0 }, first),
    dataManager.readMessages(
      { data: { messages: [] } },
      new URLSearchParams({ conversation_id: secUid }),
    ),
  ]
  for (let time = 1; time <= 10; time += 1) {
    expect(empties().map(({ problems }) => problems.length)).toEqual([1, 1])
  }
  expect(empties().map(({ problems }) => problems.length)).toEqual([0, 0])
  dataManager.readWorks({ aweme_list: [work], items: [] }, first)
  expect(empties().map(({ problems }) => problems.length)).toEqual([1, 0])
})

test('comments that are gone are believed where their total says so, else told', async () => {
  const { dataManager } = manager()
  const query = new URLSearchParams({ aweme_id: comment.aweme_id })
  const empty = { comments: [], has_more: 0 }
  expect(dataManager.readComments(empty, query).problems).toEqual([])
  await dataManager.upsert(dataManager.readComments({ comments: [comment] }, query).items)
  expect(dataManager.readComments({ ...empty, total_count: 0 }, query).problems).toEqual([])
  expect(dataManager.readComments(empty, query).problems).toHaveLength(1)
  expect(dataManager.readComments({ ...empty, total_count: 1 }, query).problems).toHaveLength(1)
})

test('an answer says which list it is of, from where to where, and what belongs to it', () => {
  const { dataManager } = manager()
  const body = { comments: [comment], has_more: 1, cursor: 3, total_count: 9 }
  const query = new URLSearchParams({ aweme_id: '7', cursor: '0' })
  expect(dataManager.readComments(body, query).said).toEqual({
    kind: 'comments',
    list: 'comments 7',
    from: '0',
    next: '3',
    ids: [comment.cid],
    total: undefined,
    inside: [`replies ${comment.cid}`],
  })
  const works = { aweme_list: [work], items: [], has_more: false, max_cursor: 5, total: 1 }
  expect(dataManager.readWorks(works, new URLSearchParams({ max_cursor: '9' })).said).toEqual({
    kind: 'works',
    list: 'works',
    from: '9',
    next: undefined,
    ids: [work.aweme_id],
    total: 1,
    inside: [`comments ${work.aweme_id}`],
  })
})

test('what is mapped is what the protocol takes', async () => {
  const { dataManager } = manager()
  await dataManager.upsert(dataManager.readWorks({ aweme_list: [work], items: [] }, first).items)
  await dataManager.upsert(dataManager.readComments({ comments: [comment] }, first).items)
  await dataManager.upsert(dataManager.readMessages({ data: { messages: [message] } }, first).items)
  const { platform, data } = dataManager.toSyncFormat()
  expect(platform).toBe('douyin')
  expect(collectionsSchema.parse(data)).toEqual(data)
  expect([data.contents, data.comments, data.messages].map((list) => list.length)).toEqual([
    1, 1, 1,
  ])
})

function shown(problems: readonly PageProblem[]) {
  return problems.map(({ problem, message }) => [problem, message])
}
