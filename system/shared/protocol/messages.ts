/**
 * The names of every message on the wire between Worker and Master, with their original strings.
 * A sender that knows its one message imports the constant; one that chooses among several looks
 * it up in {@link MessageTypes}.
 */
export const WORKER_REGISTER = 'worker:register'
export const WORKER_REGISTER_ACK = 'worker:register:ack'
export const WORKER_HEARTBEAT = 'worker:heartbeat'
export const WORKER_HEARTBEAT_ACK = 'worker:heartbeat:ack'
export const WORKER_DATA_SYNC = 'worker:data:sync'
export const WORKER_DATA_SYNC_ACK = 'worker:data:sync:ack'
export const WORKER_ACCOUNT_STATUS = 'worker:account:status'
export const WORKER_ACCOUNT_STATUS_ACK = 'worker:account:status:ack'
export const MASTER_SHUTDOWN = 'master:shutdown'
export const MASTER_SHUTDOWN_ACK = 'master:shutdown:ack'

/** Every message type by its name, for code that chooses a type at run time. */
export const MessageTypes = {
  WORKER_REGISTER,
  WORKER_REGISTER_ACK,
  WORKER_HEARTBEAT,
  WORKER_HEARTBEAT_ACK,
  WORKER_DATA_SYNC,
  WORKER_DATA_SYNC_ACK,
  WORKER_ACCOUNT_STATUS,
  WORKER_ACCOUNT_STATUS_ACK,
  MASTER_SHUTDOWN,
  MASTER_SHUTDOWN_ACK,
} as const

export type MessageType = (typeof MessageTypes)[keyof typeof MessageTypes]
