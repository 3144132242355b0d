/** Every attribute that spans, logs and metrics of the system carry, with its meaning and unit. */
import type { Attributes } from '@opentelemetry/api'

export const attributeMeanings = {
  'hiscrm.item.ids':
    'items concerned, as `kind:id`; at most 2,000 of them. From `sync.snapshot` on only those that Master has not acknowledged yet',
  'hiscrm.item.ids_cut': 'true where there were more items than `hiscrm.item.ids` may name',
  'hiscrm.item.count': 'number of all items concerned, also where not all are named',
  'hiscrm.items.added': 'items that were not there before',
  'hiscrm.items.updated': 'items that were there with other fields',
  'hiscrm.items.unchanged': 'items that were there just so',
  'hiscrm.items.rejected': 'items that were refused because a field is not as it has to be',
  'hiscrm.account.id': 'the watched account',
  'hiscrm.account.count': 'number of accounts',
  'hiscrm.platform': 'platform of the account, such as `douyin`',
  'hiscrm.worker.id': 'the worker',
  'hiscrm.message.type': 'type of the message, such as `worker:data:sync`',
  'hiscrm.message.refusal': 'why the message was refused',
  'hiscrm.connection.id':
    'the connection that the message came or went over, as socket.io names it at both ends',
  'hiscrm.message.limit': 'largest message that is taken, in bytes',
  'hiscrm.interceptor': 'which interceptor read the answer',
  'hiscrm.collection': '`contents`, `comments`, `conversations` or `messages`',
  'hiscrm.timer.interval_ms': 'interval of the timer that started this, in milliseconds',
  'hiscrm.crawl.answers': 'answers of the platform in the crawl round that an interceptor reads',
  'hiscrm.crawl.known_answers':
    'those of them that were read before and whose items are all held just so; they have no span',
  'hiscrm.crawl.failed_parts': 'parts of the crawl round that failed',
  'hiscrm.crawl.part': 'part of the crawl round: `works`, `comments`, `messages`, or `browser`',
  'hiscrm.crawl.paused_by':
    'the problem for which this round visited nothing, so that the platform is not asked too often',
  'hiscrm.crawl.broken_off':
    'true on a crawl round that ended before its end, since the worker leaves or gives the account up; all that was read is kept',
  'hiscrm.page.problem':
    'what is wrong with the page: `login_required`, `captcha`, `rate_limited`, `redirected`, `no_answer`, `unreadable`, `missing_element`, `page_error`, `endless_list`, `incomplete` or `clock_off`; on a span that met several, the gravest, which is the first of these',
  'hiscrm.page.problem_since_ms':
    'when the problem was first met, in milliseconds since 1970 by the worker’s clock',
  'hiscrm.responses.carried': 'platform responses whose items this snapshot carries',
  'hiscrm.disconnect.reason': 'why the connection ended',
  'hiscrm.restart.how': '`process` (signal and start) or `connection` (asked to leave)',
  'hiscrm.restart.attempt': 'which attempt since the process last ran well',
  'hiscrm.leave.reason': 'what asked the process to leave',
  'hiscrm.process.exit': 'exit code or signal of the process',
  'hiscrm.process.pid': 'process id',
  'hiscrm.output.stream': '`stdout` or `stderr`',
  'hiscrm.telemetry.lost': 'telemetry records that could not be handed over',
  'hiscrm.count': 'how often this has happened since the process started',
  'messaging.system': 'always `socket.io`',
  'messaging.operation.type': '`send` or `process`',
  'messaging.message.id': 'the message’s `requestId`, unique to it',
  'messaging.message.body.size': 'size of the message on the wire, in bytes',
  'http.request.method': 'method of the request',
  'http.response.status_code': 'status of the answer',
  'http.response.body.size': 'length of the answer, in characters',
  'url.path': 'path of the address, without its query',
  'server.address': 'address that is listened on or dialled',
  'server.port': 'port that is listened on or dialled',
  'error.type': 'kind of failure',
  'exception.type': 'class of the exception',
  'exception.message': 'message of the exception',
  'exception.stacktrace': 'stack of the exception',
} as const

export type AttributeName = keyof typeof attributeMeanings
export type SystemAttributes = { [K in AttributeName]?: Attributes[string] | undefined }

/** More ids than this are cut from an attribute. */
export const maxItemIds = 2000

/**
 * The attributes that name the items a span is about.
 *
 * @param count How many items it concerns, where only some of them are named.
 */
export function itemAttributes(refs: readonly string[], count = refs.length): SystemAttributes {
  if (refs.length <= maxItemIds) {
    return { 'hiscrm.item.ids': [...refs], 'hiscrm.item.count': count }
  }
  return {
    'hiscrm.item.ids': refs.slice(0, maxItemIds),
    'hiscrm.item.count': count,
    'hiscrm.item.ids_cut': true,
  }
}
