/**
 * The heartbeat begins with the connection, as it sensibly may; but every reconnect starts one
 * more timer, and none is ever cleared (shared/reference/sync-bugs.md, hook-reinstall-listener-leak).
 */
import { type Bug, fault, scenario } from '../../harness/index.ts'

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

export default scenario('timers that pile up with every reconnect are noticed', {
  topology: { workers: 1, accounts: 1 },
  recording: 'creator-basic',

  async story({ act, step, trace, master, nemesis }) {
    await using planted = new AsyncDisposableStack()
    for (const part of bug.faults) planted.use(await nemesis.inject(part))
    step('restarting worker-1, which loads the bug')
    await trace.until('worker.register')
    await master.restartWorker('worker-1')
    await act('nothing disturbs: nobody notices', 'pass', async () => {
      await trace.until('worker.heartbeat', { times: 12 })
    })
    await act('Master is killed, the worker connects again', { fail: ['I10'] }, async () => {
      await nemesis.kill('master')
      await trace.until('worker.register')
      await trace.until('worker.heartbeat', { times: 24 })
    })
  },
})
