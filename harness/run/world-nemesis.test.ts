import { expect, test, vi } from 'vitest'
import { fault } from '../fault/faults.ts'
import type { Ground } from '../fault/ground.ts'
import type { Entry } from '../journal/entry.ts'
import { WorldNemesis } from './world-nemesis.ts'

function nemesisOn(ground: Ground) {
  const told: string[] = []
  const startMs = Date.now()
  const expected: string[] = []
  const nemesis = new WorldNemesis({
    world: 'test',
    hosts: ['master', 'worker-1'],
    accounts: ['acc-1'],
    journal: {
      append(entry: Entry) {
        const ms = entry.at - startMs
        if (entry.kind === 'fault')
          told.push(`${ms} ${entry.phase} ${entry.fault}${entry.drawn ? ' drawn' : ''}`)
        if (entry.kind === 'problem') told.push(`${ms} ${entry.about}: ${entry.text}`)
      },
    },
    hub: {
      processes: () => [],
      expectKill: (host, is = true) => expected.push(`${host} ${is}`),
    },
    now: () => Date.now(),
  })
  nemesis.arrive(ground)
  return { nemesis, told, expected }
}

const cuttable: Ground = {
  network: {
    shape: (_from, _to, _shape, touched) => {
      touched()
      return () => undefined
    },
    reset: () => 0,
  },
}

/** Time is virtual, so nothing is waited for in earnest. */
async function inVirtualTime(work: () => Promise<void>) {
  vi.useFakeTimers({ now: 0 })
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
}

test('scheduled faults come and go at their times, and the wait is for the last', async () => {
  await inVirtualTime(async () => {
    const { nemesis, told } = nemesisOn(cuttable)
    const over = nemesis.schedule(
      [
        fault.partition('worker-1', 'master', { atMs: 100, forMs: 50 }),
        fault.resetConnections('worker-1', 'master', { atMs: 120 }),
      ],
      { drawn: true },
    )
    await vi.advanceTimersByTimeAsync(200)
    await over
    expect(told).toEqual([
      '100 planted partition:worker-1/master?atMs=100&forMs=50 drawn',
      '100 reached partition:worker-1/master?atMs=100&forMs=50 drawn',
      '120 planted resetConnections:worker-1/master?atMs=120 drawn',
      '120 healed resetConnections:worker-1/master?atMs=120 drawn',
      '150 healed partition:worker-1/master?atMs=100&forMs=50 drawn',
    ])
  })
})

test('healing all heals what is in force and calls off what has yet to come', async () => {
  await inVirtualTime(async () => {
    const { nemesis, told } = nemesisOn(cuttable)
    const over = nemesis.schedule(
      [
        fault.partition('worker-1', 'master'),
        fault.partition('worker-1', 'master', { atMs: 5000, forMs: 10 }),
      ],
      { drawn: false },
    )
    await nemesis.inject(fault.oneWayCut('master', 'worker-1', { forMs: 9000 }))
    await vi.advanceTimersByTimeAsync(30)
    expect(nemesis.healedSince(0)).toBe(false)
    expect(await nemesis.healAll()).toBe(2)
    await over
    await vi.advanceTimersByTimeAsync(10_000)
    expect(told.filter((line) => line.includes('healed')).sort()).toEqual([
      '30 healed oneWayCut:master>worker-1?forMs=9000',
      '30 healed partition:worker-1/master',
    ])
    expect(told.some((line) => line.includes('5000'))).toBe(false)
    expect(nemesis.healedSince(30)).toBe(true)
  })
})

test('braces heal what was injected, once', async () => {
  const { nemesis, told } = nemesisOn(cuttable)
  {
    await using _cut = await nemesis.inject(fault.partition('worker-1', 'master'))
    expect(told.filter((line) => line.includes('healed'))).toEqual([])
  }
  await nemesis.healAll()
  expect(told.filter((line) => line.includes('healed'))).toHaveLength(1)
})

test('what the world cannot do is a problem of the run, and no fault of it', async () => {
  const { nemesis, told, expected } = nemesisOn(cuttable)
  await using _jump = await nemesis.inject(fault.clockJump('worker-1'))
  await nemesis.schedule([fault.kill('worker-1')], { drawn: false })
  expect(told.map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'world: World test cannot do clockJump:worker-1: there no fault can touch its clocks.',
    'world: World test cannot do kill:worker-1: there no fault can touch its processes.',
  ])
  expect(expected).toEqual([])
})

test('a kill that could not be done leaves no process marked as killed', async () => {
  const { GroundError } = await import('../fault/ground.ts')
  const { nemesis, told, expected } = nemesisOn({
    processes: {
      kill: async () => {
        throw new GroundError('nothing there would start Master again')
      },
      freeze: async () => undefined,
    },
  })
  await nemesis.inject(fault.kill('master'))
  expect(told.some((line) => line.includes('nothing there would start Master again'))).toBe(true)
  expect(expected).toEqual(['master true', 'master false'])
})

test('a frozen or killed process that there is not is a recorded fault without effect', async () => {
  const { nemesis, told } = nemesisOn({
    processes: { kill: async () => false, freeze: async () => undefined },
  })
  await nemesis.inject(fault.kill('worker-1'))
  await nemesis.inject(fault.freeze('worker-1'))
  expect(told.map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'planted kill:worker-1',
    'healed kill:worker-1',
    'planted freeze:worker-1',
    'healed freeze:worker-1',
  ])
})

test('a strange host and a time within braces are refused', async () => {
  const { nemesis } = nemesisOn(cuttable)
  await expect(nemesis.schedule([fault.freeze('worker-7')], { drawn: false })).rejects.toThrow(
    'no host of this topology',
  )
  await expect(nemesis.inject(fault.freeze('worker-1', { atMs: 5 }))).rejects.toThrow(
    'inject plants it now',
  )
})
