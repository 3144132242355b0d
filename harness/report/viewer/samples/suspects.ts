import type { ReportSuspect } from '../../model.ts'

function source(first: number, text: string): { line: number; text: string }[] {
  return text.split('\n').map((line, index) => ({ line: first + index, text: line }))
}

/** What the diagnosis of the seed bug points at. */
export const seedSuspects: ReportSuspect[] = [
  {
    file: 'system/shared/protocol/messages.ts',
    line: 16,
    function: 'MessageTypes',
    reason: 'The export is undefined in worker-1; in the healthy act it is an object of 8 names.',
    score: 0.94,
    source: source(
      13,
      `export const MASTER_SHUTDOWN_ACK = 'master:shutdown:ack'

/** Every message type by its name, for code that chooses a type at run time. */
const MessageTypes = {
  WORKER_REGISTER,
  WORKER_REGISTER_ACK,
  WORKER_HEARTBEAT,`,
    ),
  },
  {
    file: 'system/worker/platforms/base/data-pusher.ts',
    line: 58,
    function: 'DataPusher.pushDataSync',
    reason:
      "Here the TypeError is thrown (reading 'WORKER_DATA_SYNC'), 6 times of 6; the healthy act passes this line 3 times.",
    score: 0.88,
    source: source(
      54,
      `  async pushDataSync(snapshot: Snapshot): Promise<SyncAck> {
    return await this.tracer.startActiveSpan('push.data_sync', async (span) => {
      span.setAttributes(sizeOf(snapshot))
      const message = createMessage(
        MessageTypes.WORKER_DATA_SYNC,
        { accountId: this.accountId, snapshot },
      )
      return await this.bridge.sendToMaster(message)`,
    ),
  },
  {
    file: 'system/worker/platforms/base/account-data-manager.ts',
    line: 133,
    function: 'AccountDataManager.syncToMaster',
    reason: 'This catch clause drops the error: no log, no record on the span, no rethrow.',
    score: 0.71,
    source: source(
      129,
      `  private async syncToMaster(): Promise<void> {
    try {
      await this.pusher.pushDataSync(this.snapshot())
      this.lastSuccessAt = this.clock.now()
    } catch {
      this.failures += 1
    }
  }`,
    ),
  },
  {
    file: 'system/worker/platforms/base/account-data-manager.ts',
    line: 97,
    function: 'AccountDataManager.startDataSnapshot',
    reason: 'The timer goes on after a failure, so the worker looks alive.',
    score: 0.2,
  },
]
