import { type Message, type Parsed, parseMessage } from '../shared/protocol/envelope.ts'
import { WORKER_DATA_SYNC } from '../shared/protocol/messages.ts'
import {
  type CollectionName,
  type Collections,
  collectionNames,
} from '../shared/protocol/models.ts'
import { type Fields, sameFields } from '../shared/protocol/same-fields.ts'

type DataSync = Extract<Message, { type: typeof WORKER_DATA_SYNC }>

/** Accounts of one connection whose last snapshot is kept; a worker has fewer. */
const maxKnownAccounts = 1000

/**
 * Reads what comes over one connection. Nearly every item of a snapshot is just as it was in the
 * account's snapshot before and was found valid then: only the others are validated.
 */
export class MessageReader {
  readonly #lastByAccount = new Map<string, Collections>()

  /** Says the same of a message as `parseMessage` does; may leave known items out of `raw` itself. */
  read(raw: unknown): Parsed {
    const sync = snapshotIn(raw)
    const last = sync && this.#lastByAccount.get(sync.accountId)
    const parsed =
      sync === undefined || last === undefined
        ? parseMessage(raw, 'worker-to-master')
        : parseNew(raw, sync, last)
    if (parsed.ok && parsed.message.type === WORKER_DATA_SYNC) this.#remember(parsed.message)
    return parsed
  }

  #remember({ payload }: DataSync): void {
    const known = this.#lastByAccount
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= maxKnownAccounts) known.delete(oldest)
    known.set(payload.accountId, payload.snapshot.data)
  }
}

interface RawSync {
  accountId: string
  data: Record<string, unknown>
}

/** Undefined where there is none in the place where one would be. */
function snapshotIn(raw: unknown): RawSync | undefined {
  if (!isFields(raw) || raw.type !== WORKER_DATA_SYNC) return undefined
  const { payload } = raw
  if (!isFields(payload) || typeof payload.accountId !== 'string') return undefined
  const { snapshot, accountId } = payload
  if (!isFields(snapshot) || !isFields(snapshot.data)) return undefined
  return { accountId, data: snapshot.data }
}

/** Validates the message with those items alone that are not as they were, then puts the others in. */
function parseNew(raw: unknown, { data }: RawSync, last: Collections): Parsed {
  const given = { ...data }
  const known: { [K in CollectionName]?: boolean[] } = {}
  for (const name of collectionNames) {
    const items = data[name]
    if (!Array.isArray(items)) continue
    const flags = items.map((item: unknown, at) => isKnown(item, last[name][at]))
    known[name] = flags
    data[name] = items.filter((_, at) => flags[at] !== true)
  }
  const parsed = parseMessage(raw, 'worker-to-master')
  if (!parsed.ok) {
    // What it complains of has its place in the message as it came.
    Object.assign(data, given)
    return parseMessage(raw, 'worker-to-master')
  }
  if (parsed.message.type !== WORKER_DATA_SYNC) return parsed
  const { snapshot } = parsed.message.payload
  const fresh = snapshot.data
  snapshot.data = {
    contents: whole(known.contents, last.contents, fresh.contents),
    comments: whole(known.comments, last.comments, fresh.comments),
    conversations: whole(known.conversations, last.conversations, fresh.conversations),
    messages: whole(known.messages, last.messages, fresh.messages),
  }
  return parsed
}

function isKnown(item: unknown, before: Fields | undefined): boolean {
  return before !== undefined && isFields(item) && sameFields(before, item)
}

/** In the order of the message: from the last snapshot what is known, the others from this one. */
function whole<T>(known: readonly boolean[] = [], last: T[], fresh: readonly T[]): T[] {
  if (fresh.length === 0 && known.length === last.length) return last
  const rest = fresh.values()
  const items: T[] = []
  for (const [at, isSame] of known.entries()) {
    const item = isSame ? last[at] : rest.next().value
    if (item !== undefined) items.push(item)
  }
  return items
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
