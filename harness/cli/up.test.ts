import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { RecordingError } from '../replay/recording.ts'
import type { StartedWorld, World, WorldPlan, WorldRun } from '../world/world.ts'
import { ExpectedError } from './exit.ts'
import { root } from './root.ts'
import { type UpOptions, up } from './up.ts'

/** A world in which nothing runs; it notes what it is asked. */
function fakeWorld() {
  const asked: string[] = []
  const made: { run?: WorldRun; plan?: WorldPlan } = {}
  const started: StartedWorld = {
    request: async () => ({ status: 200, text: '{}' }),
    plant: async () => undefined,
    ground: {},
    door: { url: 'http://127.0.0.1:1', adminToken: 'secret-token', dataDir: '/data/of/master' },
    leaveWorkers: async () => void asked.push('workers leave'),
    leaveMaster: async () => void asked.push('master leaves'),
  }
  const world: World = {
    name: 'processes',
    deterministic: false,
    touchesMachine: true,
    unavailable: async () => undefined,
    async open(run) {
      made.run = run
      return {
        direct: false,
        hub: {
          address: '',
          port: 0,
          token: '',
          processes: () => [],
          flush: async () => ({ durationMs: 0, failures: [], flushed: [] }),
          expectKill: () => undefined,
          markKilled: () => undefined,
          settled: async () => [],
          [Symbol.asyncDispose]: async () => undefined,
        },
        telemetryIdle: async () => undefined,
        now: () => 0,
        perform: (work) => work(),
        async start(plan) {
          made.plan = plan
          return started
        },
        [Symbol.asyncDispose]: async () => void asked.push('world is closed'),
      }
    },
  }
  return { world, asked, made }
}

function start(options: Partial<UpOptions> = {}) {
  const { world, asked, made } = fakeWorld()
  const input = new PassThrough()
  const controller = new AbortController()
  const said: string[] = []
  const heard = new Map<string, () => void>()
  const ended = up({
    world,
    root,
    recording: 'creator-basic',
    workers: 1,
    accounts: 2,
    timeScale: 20,
    pace: 'at once',
    everyMs: undefined,
    signal: controller.signal,
    input,
    say(text) {
      said.push(text)
      for (const [part, resolve] of heard) if (text.includes(part)) resolve()
    },
    ...options,
  })
  const stop = async () => {
    controller.abort(new ExpectedError('The run was interrupted.', 130))
    return ended.then(
      () => 'it went on',
      (error: unknown) => error,
    )
  }
  /** Resolves once something with these words is said. */
  const says = (part: string) =>
    new Promise<void>((resolve) => {
      if (said.some((text) => text.includes(part))) resolve()
      heard.set(part, resolve)
    })
  return { input, said, asked, made, ended, stop, says }
}

test('it says how to reach Master, keeps the token in a file, and leaves nothing behind', async () => {
  const { said, asked, made, stop, says } = start()
  await says('Ctrl-C')
  expect(said.join('\n')).toContain('Master   http://127.0.0.1:1\n')
  expect(said.join('\n')).toContain('data     /data/of/master')
  expect(said.join('\n')).not.toContain('secret-token')
  const file = /cat (.*admin-token)/.exec(said.join('\n'))?.[1] ?? ''
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['secret-token', 0o600])
  expect(made.plan?.accounts.map(({ id }) => id)).toEqual(['acc-1', 'acc-2'])
  expect(await stop()).toMatchObject({ exitCode: 130 })
  expect(asked).toEqual(['workers leave', 'master leaves', 'world is closed'])
  expect(existsSync(dirname(file))).toBe(false)
})

test('Enter plays the next episode, a name plays that one, for one account too', async () => {
  const { input, said, stop, says } = start()
  await says('Ctrl-C')
  const before = said.length
  input.write('\nnew-work acc-2\n\nmonday\nnew-work acc-9\na b c\nfirst-visit\n')
  await says('no account goes back')
  expect(said.slice(before).map((text) => text.replace(/[:.].*$/, ''))).toEqual([
    'acc-1 is shown new-comment-and-message',
    'acc-2 is shown new-comment-and-message',
    'acc-2 is shown new-work',
    // Everybody comes along to what follows the furthest.
    'acc-1 is shown new-conversation',
    'acc-2 is shown new-conversation',
    'The recording creator-basic has no episode "monday"',
    'There is no account acc-9 in this run',
    'Could not read “a b c”',
    'The episode first-visit of the recording creator-basic cannot be played',
  ])
  await stop()
})

test('without anybody who types, a schedule plays one after the other up to the last', async () => {
  const { input, said, stop, says } = start({ everyMs: 1, accounts: 1 })
  input.end()
  await says('acc-1 is shown last-words')
  await stop()
  const shown = said.filter((text) => text.startsWith('acc-1 is shown'))
  expect(shown).toHaveLength(7)
  expect(said).not.toContainEqual(expect.stringContaining('That was the last'))
})

test('a Master that ends by itself ends it as a failure, and unserved requests are told', async () => {
  const { asked, made, ended, says } = start()
  await says('Ctrl-C')
  const at = 0
  made.run?.journal.append({
    at,
    kind: 'unserved',
    accountId: 'acc-1',
    method: 'GET',
    url: 'https://live.test/x',
  })
  await says('acc-1 asked for GET https://live.test/x, which the recording lacks')
  const process = { host: 'master', instance: 'master#1', pid: 1 }
  made.run?.journal.append({ at, kind: 'process', phase: 'lost', ...process })
  await expect(ended).rejects.toMatchObject({
    exitCode: 1,
    message: 'Master has ended by itself (lost).',
  })
  expect(asked).toEqual(['world is closed'])
})

test('a recording that there is not is refused before anything starts', async () => {
  const { ended, asked } = start({ recording: 'nowhere' })
  await expect(ended).rejects.toThrow(RecordingError)
  expect(asked).toEqual([])
})
