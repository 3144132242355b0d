/** The lists of items in the answers of Douyin's creator API: where they are, how they are paged. */

export interface PageList {
  readonly name: ListName
  /** Of the addresses that are answered with it. */
  readonly path: RegExp
  /** From the answer to its items. */
  readonly items: readonly string[]
  /** A field of every item without which it cannot be understood. */
  readonly field: string
  /** The parameter, and the answer's field, that tells where a page of it begins; if it is paged. */
  readonly cursor?: string
}

export const listNames = ['works', 'comments', 'replies', 'conversations', 'messages'] as const
export type ListName = (typeof listNames)[number]

const lists: readonly PageList[] = [
  {
    name: 'works',
    path: /\/janus\/douyin\/creator\/pc\/work_list\/?$/,
    items: ['aweme_list'],
    field: 'aweme_id',
    cursor: 'max_cursor',
  },
  {
    name: 'comments',
    path: /\/aweme\/v1\/web\/comment\/list\/select\/?$/,
    items: ['comments'],
    field: 'text',
    cursor: 'cursor',
  },
  {
    name: 'replies',
    path: /\/aweme\/v1\/web\/comment\/list\/reply\/?$/,
    items: ['comments'],
    field: 'text',
    cursor: 'cursor',
  },
  {
    name: 'conversations',
    path: /\/creator\/im\/user_detail\/?$/,
    items: ['user_list'],
    field: 'user',
  },
  {
    name: 'messages',
    path: /\/v1\/im\/message\/history\/?$/,
    items: ['data', 'messages'],
    field: 'content',
    cursor: 'cursor',
  },
]

/** The list that an address is answered with, if any. */
export function listAt(url: URL): PageList | undefined {
  return lists.find(({ path }) => path.test(url.pathname))
}
