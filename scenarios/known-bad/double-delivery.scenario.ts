/**
 * “No answer? Send it again.” The bridge sends the same message once more when no acknowledgement
 * came in time; on a slow or broken link the first one comes as well, and Master acts on both
 * (shared/reference/sync-bugs.md, reply-result-handled-twice).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

export const bug: Bug = {
  story: 'A message that was not acknowledged in time is sent again, and Master acts on both.',
  faults: [
    fault.replacedCode('system/worker/worker-bridge.ts#WorkerBridge.#emit', {
      old: '.emitWithAck(MESSAGE_EVENT, message)',
      new: '.emitWithAck(MESSAGE_EVENT, message).catch(() => this.#socket.timeout(this.#ackTimeoutMs).emitWithAck(MESSAGE_EVENT, message))',
    }),
  ],
  from: 'start',
  caughtBy: ['I7'],
}

export default weather('a message that Master acts on twice is noticed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 1,
    faults: ['oneWayCut:master>worker-2?atMs=2491&forMs=13849'],
    stormMs: 16340,
    fail: ['I3', 'I7'],
    suspects: ['system/worker/worker-bridge.ts'],
  },
})
