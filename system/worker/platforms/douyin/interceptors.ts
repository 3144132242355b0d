import type { ResponseInterceptor } from '../base/interceptor-manager.ts'
import type { DouyinDataManager } from './douyin-data-manager.ts'

const pattern = (pathname: string) => new URLPattern({ hostname: '*.douyin.com', pathname })

/** The answers of the creator pages that are read, and by what. */
export function douyinInterceptors(data: DouyinDataManager): ResponseInterceptor[] {
  return [
    {
      name: 'works',
      pattern: pattern('*/janus/douyin/creator/pc/work_list{/}?'),
      refsIn: (body) => refs('content', body, ['aweme_list', 'aweme_id']),
      read: (body) => data.readWorks(body),
    },
    {
      name: 'comments',
      pattern: pattern('*/aweme/v1/web/comment/list/select{/}?'),
      refsIn: (body) => refs('comment', body, ['comments', 'cid']),
      read: (body, query) => data.readComments(body, query),
    },
    {
      name: 'replies',
      pattern: pattern('*/aweme/v1/web/comment/list/reply{/}?'),
      refsIn: (body) => refs('comment', body, ['comments', 'cid']),
      read: (body, query) => data.readReplies(body, query),
    },
    {
      name: 'conversations',
      pattern: pattern('*/creator/im/user_detail{/}?'),
      refsIn: (body) => refs('conversation', body, ['user_list', 'user', 'sec_uid']),
      read: (body) => data.readConversations(body),
    },
    {
      name: 'messages',
      pattern: pattern('*/v1/im/message/history{/}?'),
      refsIn: (body) => refs('message', body, ['data', 'messages', 'message_id']),
      read: (body) => data.readMessages(body),
    },
  ]
}

/** Ids found along a path through objects and arrays; nothing where the path ends early. */
function refs(kind: string, body: unknown, path: readonly string[]): string[] {
  const found = path.reduce<unknown[]>(
    (values, name) =>
      values
        .flat()
        .map((value) =>
          typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
        ),
    [body],
  )
  return found.filter((id) => id !== undefined).map((id) => `${kind}:${String(id)}`)
}
