/** The spans, logs and exceptions of a sample system at work, as the real one names them. */
import type { ReportCaught, ReportLog } from '../../model.ts'
import { SpanMaker } from './span-maker.ts'

/** The seed bug's error, as V8 words it. */
export const seedError = {
  type: 'TypeError',
  message: "Cannot read properties of undefined (reading 'WORKER_DATA_SYNC')",
  stack: `TypeError: Cannot read properties of undefined (reading 'WORKER_DATA_SYNC')
    at DataPusher.pushDataSync (system/worker/platforms/base/data-pusher.ts:58:24)
    at DouyinDataManager.syncToMaster (system/worker/platforms/base/account-data-manager.ts:131:29)
    at Timeout.<anonymous> (system/worker/platforms/base/account-data-manager.ts:97:12)
    at listOnTimeout (node:internal/timers:614:17)
    at process.processTimers (node:internal/timers:545:7)`,
}

const pages = [
  { path: '/aweme/v1/creator/item/list', kind: 'content', title: '周末去爬山，山顶的日出值得早起' },
  {
    path: '/aweme/v1/creator/comment/list',
    kind: 'comment',
    title: '哈哈哈太真实了，每次都是这样',
  },
  { path: '/v1/message/get_by_user_init', kind: 'message', title: '你好，请问这个还有货吗？' },
]

export class SystemRun {
  readonly maker = new SpanMaker()
  readonly logs: ReportLog[] = []
  readonly caught: ReportCaught[] = []

  /** One platform response from the page to the account's data manager. */
  response(host: string, atMs: number, turn: number) {
    const page = pages[turn % pages.length] ?? { path: '/', kind: 'content', title: '' }
    const root = this.maker.add({
      name: 'page.response',
      host,
      startMs: atMs,
      durationMs: 46,
      attributes: {
        'account.id': 'acc-douyin-01',
        'url.path': page.path,
        'http.response.status_code': 200,
        'glassbox.item.count': 4,
      },
    })
    this.maker.add({
      name: 'interceptor.match',
      host,
      startMs: atMs + 3,
      durationMs: 9,
      parent: root,
      attributes: { 'interceptor.pattern': page.path, 'sample.text': page.title },
    })
    const upsert = this.maker.add({
      name: 'data_manager.upsert',
      host,
      startMs: atMs + 14,
      durationMs: 26,
      parent: root,
      attributes: { 'item.kind': page.kind, 'item.added': 4, 'item.changed': 0 },
    })
    this.log(atMs + 40, host, 'info', `upserted 4 ${page.kind}s of acc-douyin-01`, upsert.spanId)
    return root
  }

  /** One turn of the sync timer. A broken one ends in the pusher; nothing reaches Master. */
  sync(host: string, atMs: number, given: { items: number; broken: boolean; from: Links }) {
    const { items, broken, from } = given
    const root = this.maker.add({
      name: 'sync.tick',
      host,
      startMs: atMs,
      durationMs: broken ? 6.2 : 38.4,
      attributes: { 'account.id': 'acc-douyin-01', 'timer.period_ms': 1500 },
    })
    const snapshot = { 'snapshot.items': items, 'snapshot.bytes': items * 512 }
    this.maker.add({
      name: 'data_manager.snapshot',
      host,
      startMs: atMs + 0.4,
      durationMs: 2.1,
      parent: root,
      attributes: snapshot,
      links: from,
    })
    const push = this.maker.add({
      name: 'push.data_sync',
      host,
      startMs: atMs + 2.8,
      durationMs: broken ? 1.1 : 33.9,
      parent: root,
      attributes: snapshot,
      ...(broken && { error: seedError }),
    })
    if (broken) this.swallow(host, atMs + 3.9, push.spanId)
    else this.receive(host, atMs + 6, push, items)
    return push
  }

  log(atMs: number, host: string, level: string, text: string, spanId?: string) {
    this.logs.push({ atMs, host, level, text, ...(spanId !== undefined && { spanId }) })
  }

  private receive(host: string, atMs: number, parent: Links[number], items: number) {
    const emit = this.maker.add({
      name: 'send worker:data:sync',
      host,
      startMs: atMs,
      durationMs: 29,
      parent,
      attributes: { 'messaging.system': 'socket.io', 'messaging.message.body.size': items * 512 },
    })
    const receive = this.maker.add({
      name: 'process worker:data:sync',
      host: 'master',
      startMs: atMs + 5,
      durationMs: 19,
      parent: emit,
      attributes: { 'messaging.system': 'socket.io', 'worker.id': host },
    })
    const store = this.maker.add({
      name: 'data_store.apply',
      host: 'master',
      startMs: atMs + 9,
      durationMs: 12,
      parent: receive,
      attributes: { 'store.items': items, 'account.id': 'acc-douyin-01' },
    })
    this.log(atMs + 21, 'master', 'info', `stored ${items} items of acc-douyin-01`, store.spanId)
  }

  private swallow(host: string, atMs: number, spanId: string) {
    this.caught.push({
      atMs,
      host,
      file: 'system/worker/platforms/base/account-data-manager.ts',
      line: 133,
      function: 'syncToMaster',
      ...seedError,
      fate: 'dropped',
      count: 1,
      spanId,
    })
  }
}

type Links = ReturnType<SpanMaker['add']>[]
