import type { SystemAttributes } from './attributes.ts'

/** The attributes of a span that sends or processes a message. */
export function messageAttributes(
  operation: 'send' | 'process',
  message: { type: string; requestId?: string | undefined },
): SystemAttributes {
  return {
    'messaging.system': 'socket.io',
    'messaging.operation.type': operation,
    'messaging.message.id': message.requestId,
    'hiscrm.message.type': message.type,
  }
}
