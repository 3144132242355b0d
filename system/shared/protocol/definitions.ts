/** The protocol in one table: what each message holds, who sends it, what answers it. */
import type { z } from 'zod'
import {
  MASTER_SHUTDOWN,
  MASTER_SHUTDOWN_ACK,
  type MessageType,
  WORKER_ACCOUNT_STATUS,
  WORKER_ACCOUNT_STATUS_ACK,
  WORKER_DATA_SYNC,
  WORKER_DATA_SYNC_ACK,
  WORKER_HEARTBEAT,
  WORKER_HEARTBEAT_ACK,
  WORKER_REGISTER,
  WORKER_REGISTER_ACK,
} from './messages.ts'
import {
  accountStatusAckSchema,
  accountStatusSchema,
  dataSyncAckSchema,
  dataSyncSchema,
  heartbeatAckSchema,
  heartbeatSchema,
  registerAckSchema,
  registerSchema,
  shutdownAckSchema,
  shutdownSchema,
} from './payloads.ts'

export type Direction = 'worker-to-master' | 'master-to-worker'

interface Definition {
  schema: z.ZodType
  direction: Direction
  /** The type that answers it; null for an answer. */
  ack: MessageType | null
}

export const definitions = {
  [WORKER_REGISTER]: {
    schema: registerSchema,
    direction: 'worker-to-master',
    ack: WORKER_REGISTER_ACK,
  },
  [WORKER_REGISTER_ACK]: { schema: registerAckSchema, direction: 'master-to-worker', ack: null },
  [WORKER_HEARTBEAT]: {
    schema: heartbeatSchema,
    direction: 'worker-to-master',
    ack: WORKER_HEARTBEAT_ACK,
  },
  [WORKER_HEARTBEAT_ACK]: { schema: heartbeatAckSchema, direction: 'master-to-worker', ack: null },
  [WORKER_DATA_SYNC]: {
    schema: dataSyncSchema,
    direction: 'worker-to-master',
    ack: WORKER_DATA_SYNC_ACK,
  },
  [WORKER_DATA_SYNC_ACK]: { schema: dataSyncAckSchema, direction: 'master-to-worker', ack: null },
  [WORKER_ACCOUNT_STATUS]: {
    schema: accountStatusSchema,
    direction: 'worker-to-master',
    ack: WORKER_ACCOUNT_STATUS_ACK,
  },
  [WORKER_ACCOUNT_STATUS_ACK]: {
    schema: accountStatusAckSchema,
    direction: 'master-to-worker',
    ack: null,
  },
  [MASTER_SHUTDOWN]: {
    schema: shutdownSchema,
    direction: 'master-to-worker',
    ack: MASTER_SHUTDOWN_ACK,
  },
  [MASTER_SHUTDOWN_ACK]: { schema: shutdownAckSchema, direction: 'worker-to-master', ack: null },
} as const satisfies Record<MessageType, Definition>

/** What a message of this type holds. */
export type Payload<T extends MessageType> = z.infer<(typeof definitions)[T]['schema']>
