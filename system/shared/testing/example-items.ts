import type { Collections } from '../protocol/models.ts'
import type { DataSync } from '../protocol/payloads.ts'

export const accountId = 'acc-1'
const header = { accountId, platform: 'douyin' }

/** One item of each kind, as a worker has them after mapping. */
export function exampleItems(): Collections {
  return {
    contents: [
      {
        ...header,
        contentId: '7425115667711188089',
        type: 'video',
        title: '给女儿做了个小木盒',
        coverUrl: null,
        authorId: '591787217934601',
        publishTime: 1_728_794_460_000,
        viewCount: 120,
        likeCount: 11,
        commentCount: 1,
        shareCount: 0,
      },
    ],
    comments: [
      {
        ...header,
        commentId: '7424476062625631265',
        contentId: '7425115667711188089',
        parentCommentId: null,
        authorId: '88000111222333',
        authorName: '山里的风',
        authorAvatar: null,
        content: '木盒真好看',
        likeCount: 2,
        replyCount: 0,
        isAuthorReply: false,
        createdAt: 1_728_800_000_000,
      },
    ],
    conversations: [
      {
        ...header,
        conversationId: 'MS4wLjABAAAA2EosdwRFFYAxuAvWhLPJEMKFkDqrpJHJ9lb_4i2P0Io',
        userId: '88000111222333',
        userName: '山里的风',
        userAvatar: null,
      },
    ],
    messages: [
      {
        ...header,
        messageId: '7424480000000000001',
        conversationId: 'MS4wLjABAAAA2EosdwRFFYAxuAvWhLPJEMKFkDqrpJHJ9lb_4i2P0Io',
        senderId: 'MS4wLjABAAAA2EosdwRFFYAxuAvWhLPJEMKFkDqrpJHJ9lb_4i2P0Io',
        senderName: '山里的风',
        type: 'text',
        content: '可以定做吗？',
        direction: 'inbound',
        createdAt: 1_728_800_100_000,
      },
    ],
  }
}

export function exampleSync(): DataSync {
  return {
    accountId,
    platform: 'douyin',
    snapshot: { platform: 'douyin', data: exampleItems() },
    timestamp: 1_728_800_200_000,
  }
}
