import type { ResponseInterceptor } from '../base/interceptor-manager.ts'
import type { DouyinDataManager } from './douyin-data-manager.ts'

const pattern = (pathname: string) => new URLPattern({ hostname: '*.douyin.com', pathname })

/** The answers of the creator pages that are read, and by what. */
export function douyinInterceptors(data: DouyinDataManager): ResponseInterceptor[] {
  return [
    {
      name: 'works',
      pattern: pattern('*/janus/douyin/creator/pc/work_list{/}?'),
      list: ['aweme_list'],
      refsIn: (body) => refs('content', body, ['aweme_list', 'aweme_id']),
      read: (answer, query) => data.readWorks(answer, query),
    },
    {
      name: 'comments',
      pattern: pattern('*/aweme/v1/web/comment/list/select{/}?'),
      list: ['comments'],
      refsIn: (body) => refs('comment', body, ['comments', 'cid']),
      read: (answer, query) => data.readComments(answer, query),
    },
    {
      name: 'replies',
      pattern: pattern('*/aweme/v1/web/comment/list/reply{/}?'),
      list: ['comments'],
      refsIn: (body) => refs('comment', body, ['comments', 'cid']),
      read: (answer, query) => data.readReplies(answer, query),
    },
    {
      name: 'conversations',
      pattern: pattern('*/creator/im/user_detail{/}?'),
      list: ['user_list'],
      refsIn: (body) => refs('conversation', body, ['user_list', 'user', 'sec_uid']),
      read: (answer, query) => data.readConversations(answer, query),
    },
    {
      name: 'messages',
      pattern: pattern('*/v1/im/message/history{/}?'),
      list: ['data', 'messages'],
      refsIn: (body) => refs('message', body, ['data', 'messages', 'message_id']),
      read: (answer, query) => data.readMessages(answer, query),
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
  return found
    .flat()
    .filter((id) => (typeof id === 'string' && id !== '') || typeof id === 'number')
    .map((id) => `${kind}:${id}`)
}
