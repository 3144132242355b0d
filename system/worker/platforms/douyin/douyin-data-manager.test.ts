import { expect, test } from 'vitest'
import { collectionsSchema } from '../../../shared/protocol/models.ts'
import { testTelemetry } from '../../../shared/testing/test-telemetry.ts'
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
  const { contents = [] } = manager().dataManager.readWorks(body)
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
  const { comments } = manager().dataManager.readComments(body, new URLSearchParams())
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
  const { comments } = manager().dataManager.readReplies(body, query)
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
  expect(manager().dataManager.readConversations(body).conversations).toEqual([
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
  const { messages } = manager().dataManager.readMessages(body)
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

test('an unknown type is kept as the most general one, and said', () => {
  const { dataManager, telemetry } = manager()
  const { contents } = dataManager.readWorks({
    status_code: 0,
    aweme_list: [{ ...work, aweme_type: 999 }],
  })
  expect(contents?.[0]?.type).toBe('video')
  expect(telemetry.logs[0]?.fields.event).toBe('item.unknown_type')
})

test.each([
  [
    'an error of the platform',
    { status_code: 8, status_msg: '用户未登录' },
    'status_code 8 (用户未登录)',
  ],
  ['a missing list', { status_code: 0 }, 'unexpected shape (aweme_list'],
  [
    'a missing id',
    { status_code: 0, aweme_list: [{ ...work, aweme_id: undefined }] },
    'aweme_list.0.aweme_id',
  ],
  [
    'an id that JSON has rounded',
    { status_code: 0, aweme_list: [{ ...work, aweme_id: JSON.parse('7425115667711188089') }] },
    'aweme_list.0.aweme_id',
  ],
  ['no object', 'Bad Gateway', 'unexpected shape'],
])('%s is an error, not an empty list', (_name, body, expected) => {
  expect(() => manager().dataManager.readWorks(body)).toThrow(expected)
})

test('an empty list that the platform writes as null is no error', () => {
  expect(manager().dataManager.readWorks({ status_code: 0, aweme_list: null })).toEqual({
    contents: [],
  })
})

test('what is mapped is what the protocol takes', async () => {
  const { dataManager } = manager()
  await dataManager.upsert(dataManager.readWorks({ status_code: 0, aweme_list: [work] }))
  await dataManager.upsert(dataManager.readComments({ comments: [comment] }, new URLSearchParams()))
  await dataManager.upsert(dataManager.readMessages({ data: { messages: [message] } }))
  const { platform, data } = dataManager.toSyncFormat()
  expect(platform).toBe('douyin')
  expect(collectionsSchema.parse(data)).toEqual(data)
  expect([data.contents, data.comments, data.messages].map((list) => list.length)).toEqual([
    1, 1, 1,
  ])
})
