/**
 * The heartbeat begins with the connection, as it sensibly may; but every reconnect starts one
 * more timer, and none is ever cleared (shared/reference/sync-bugs.md, hook-reinstall-listener-leak).
 */
import { type Bug, fault, weather } from '../../harness/index.ts'
import { everyWeather } from '../explore/every-weather.ts'

export const bug: Bug = {
  story: 'Every reconnect starts one more heartbeat timer, and the old one is never cleared.',
  faults: [
    fault.replacedCode('system/worker/worker.ts#Worker.constructor', {
      old: 'onConnect: () => this.#register()',
      new: 'onConnect: () => { this.#heartbeat.start(); this.#register() }',
    }),
    fault.replacedCode('system/worker/worker.ts#Worker.open', {
      old: 'this.#heartbeat.start()',
      new: '',
    }),
    fault.replacedCode('system/worker/heartbeat-sender.ts#HeartbeatSender.start', {
      old: '??=',
      new: '=',
    }),
  ],
  from: 'start',
  caughtBy: ['I10'],
}

export default weather('a heartbeat more for every reconnect is noticed', {
  ...everyWeather,
  reaches: [],
  bug,
  pinned: {
    seed: 1,
    faults: [
      'oneWayCut:master>worker-2?atMs=185951&forMs=13849',
      'oneWayCut:master>worker-2?atMs=252301&forMs=14531',
    ],
    stormMs: 266832,
    fail: ['I10'],
    suspects: ['system/worker/heartbeat-sender.ts'],
  },
})
