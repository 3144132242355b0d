import type { SystemAttributes } from './attributes.ts'

/**
 * The attributes of a span that sends or processes a message.
 *
 * @param connectionId undefined where there is no connection now
 */
export function messageAttributes(
  operation: 'send' | 'process',
  message: { type: string; requestId?: string | undefined },
  connectionId: string | undefined,
): SystemAttributes {
  return {
    'messaging.system': 'socket.io',
    'messaging.operation.type': operation,
    'messaging.message.id': message.requestId,
    'hiscrm.message.type': message.type,
    'hiscrm.connection.id': connectionId,
  }
}
