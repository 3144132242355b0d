/** Building altered answers out of recorded ones. */
import { isObject, type JsonObject, parseExactly } from './exact-edit.ts'
import type { PageAnswer } from './page-answer.ts'
import { listAt, type PageList } from './page-lists.ts'

/** A list within an answer whose JSON was read; what is changed in it is changed in `answer`. */
export interface ListAnswer {
  readonly list: PageList
  readonly body: JsonObject
  /** What holds the list, and its name there. */
  readonly holder: JsonObject
  readonly name: string
  readonly items: readonly JsonObject[]
  /** The object that says whether there are more pages, and from where on. */
  readonly paging: JsonObject | undefined
}

/** The list in an answer; undefined where it holds none, or an empty one. */
export function listIn(answer: PageAnswer, url: URL): ListAnswer | undefined {
  const list = listAt(url)
  const body = list === undefined ? undefined : jsonOf(answer)
  const name = list?.items.at(-1)
  if (list === undefined || name === undefined || !isObject(body)) return undefined
  const holder = list.items
    .slice(0, -1)
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), body)
  const items = isObject(holder) ? holder[name] : undefined
  if (!isObject(holder) || !Array.isArray(items) || items.length === 0) return undefined
  const paging = [body, holder].find((at) => 'has_more' in at)
  return { list, body, holder, name, items: items.filter(isObject), paging }
}

/** The answer with other items in its list. */
export function withItems(answer: PageAnswer, found: ListAnswer, items: unknown[]): PageAnswer {
  found.holder[found.name] = items
  return withJson(answer, found.body)
}

export function withJson(answer: PageAnswer, body: unknown): PageAnswer {
  return { ...answer, body: Buffer.from(JSON.stringify(body)) }
}

/** Something else in the answer's place. */
export function insteadOf(
  answer: PageAnswer,
  status: number,
  mimeType: string,
  body: string,
  ...headers: (readonly [string, string])[]
): PageAnswer {
  return {
    ...answer,
    status,
    mimeType,
    headers: [['content-type', mimeType], ...headers],
    body: Buffer.from(body),
  }
}

export const html = 'text/html; charset=utf-8'
export const json = 'application/json; charset=utf-8'

/** A whole page with this inside, as the platform puts one in another's place. */
export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
${content}
  </body>
</html>
`
}

function jsonOf({ body }: PageAnswer): unknown {
  try {
    return parseExactly(body.toString('utf8'))
  } catch {
    // What is no JSON has no list to alter; what that means is for its readers to say.
    return undefined
  }
}
