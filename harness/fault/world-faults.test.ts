import { expect, test } from 'vitest'
import { FaultError } from './fault.ts'
import { fault, worldFault, worldFaults } from './faults.ts'
import { type Ground, GroundError } from './ground.ts'
import { parseFault } from './parse-fault.ts'
import { checkPlace, isWorldFault, type WorldFault } from './world-fault.ts'

const project = { root: 'nowhere' }

/** A ground that writes down what is done to it, and lets the first thing touch at once. */
function fakeGround() {
  const done: string[] = []
  const record =
    (name: string) =>
    (...args: unknown[]) => {
      const [touched] = args.filter((arg) => typeof arg === 'function')
      const plain = args.filter((arg) => typeof arg !== 'function')
      done.push(`${name} ${plain.map((arg) => JSON.stringify(arg)).join(' ')}`)
      touched?.()
      return () => {
        done.push(`heal ${name}`)
      }
    }
  const ground: Ground = {
    network: {
      shape: record('shape'),
      reset: (a, b) => {
        record('reset')(a, b)
        return 2
      },
    },
    processes: {
      kill: async (host) => {
        record('kill')(host)
        return host !== 'dead'
      },
      freeze: async (host, touched) =>
        host === 'dead' ? undefined : record('freeze')(host, touched),
    },
    clocks: { jump: record('jump'), drift: record('drift'), skew: record('skew') },
    disks: {
      fill: record('fill'),
      fail: record('fail'),
      losePower: async (host) => {
        record('losePower')(host)
      },
    },
  }
  return { ground, done }
}

async function strike(value: WorldFault) {
  const { ground, done } = fakeGround()
  const kind = worldFaults.find(({ name }) => name === value.name)
  let touched = 0
  const heal = await kind?.plant(ground, value, () => touched++)
  const planted = done.splice(0)
  await heal?.()
  return { planted, healed: done, touched: touched > 0, lasts: heal !== undefined }
}

test.each([
  [
    fault.partition('worker-1', 'master'),
    ['shape "worker-1" "master" {"cut":true}', 'shape "master" "worker-1" {"cut":true}'],
    2,
  ],
  [fault.oneWayCut('master', 'worker-1'), ['shape "master" "worker-1" {"cut":true}'], 1],
  [
    fault.slowLink('worker-1', 'master', { latencyMs: 50 }),
    [
      'shape "worker-1" "master" {"latencyMs":50,"jitterMs":0}',
      'shape "master" "worker-1" {"latencyMs":50,"jitterMs":0}',
    ],
    2,
  ],
  [
    fault.thinLink('worker-1', 'master', { bytesPerSecond: 900 }),
    [
      'shape "worker-1" "master" {"bytesPerSecond":900}',
      'shape "master" "worker-1" {"bytesPerSecond":900}',
    ],
    2,
  ],
  [fault.resetConnections('worker-1', 'master'), ['reset "worker-1" "master"'], 0],
  [
    fault.refusedConnections('worker-1', 'master'),
    ['shape "worker-1" "master" {"refuse":true}', 'shape "master" "worker-1" {"refuse":true}'],
    2,
  ],
  [fault.kill('worker-1'), ['kill "worker-1"'], 0],
  [fault.freeze('worker-1'), ['freeze "worker-1"'], 1],
  [fault.clockJump('worker-1', { byMs: -5 }), ['jump "worker-1" -5'], 0],
  [fault.clockDrift('worker-1', { ppm: 7 }), ['drift "worker-1" 7'], 1],
  [fault.clockSkew('worker-1'), ['skew "worker-1" 60000'], 1],
  [fault.diskFull('master'), ['fill "master"'], 1],
  [fault.diskFailure('master'), ['fail "master"'], 1],
  [fault.powerLoss('master'), ['losePower "master"'], 0],
])('$id does what it says, touches, and takes it back', async (value, planted, heals) => {
  const outcome = await strike(value)
  expect(outcome).toMatchObject({ planted, touched: true, lasts: heals > 0 })
  expect(outcome.healed).toHaveLength(heals)
})

test('every kind of the world but those of pages, which have their own, is in that table', () => {
  expect(worldFaults.filter(({ layer }) => layer !== 'page')).toHaveLength(14)
})

test('who is dead already cannot be touched', async () => {
  expect(await strike(fault.kill('dead'))).toMatchObject({ touched: false, lasts: false })
  expect(await strike(fault.freeze('dead'))).toMatchObject({ touched: false, lasts: false })
  expect(await strike(fault.clockJump('x', { byMs: 0 }))).toMatchObject({ touched: false })
})

test('a ground that lacks something says what', async () => {
  for (const kind of worldFaults) {
    const value = parseFault(kind.docs.example, project)
    if (!isWorldFault(value)) throw new Error(`${value.id} is no fault of the world.`)
    const plant = async () => kind.plant({}, value, () => undefined)
    await expect(plant()).rejects.toThrow(GroundError)
  }
})

test('a fault of the world is read from its text, and its id is that text again', () => {
  const text = 'slowLink:worker-1/master?jitterMs=20&atMs=1000&forMs=4000'
  expect(parseFault(text, project)).toEqual({
    id: text,
    name: 'slowLink',
    layer: 'network',
    target: 'worker-1/master',
    options: { jitterMs: '20', atMs: '1000', forMs: '4000' },
    hosts: ['worker-1', 'master'],
    host: 'worker-1',
    peer: 'master',
    accounts: [],
    values: { latencyMs: 300, jitterMs: 20 },
    atMs: 1000,
    forMs: 4000,
  })
  for (const value of [
    fault.oneWayCut('master', 'worker-1', { forMs: 5 }),
    fault.clockJump('worker-2', { byMs: -1000, atMs: 7 }),
    fault.fieldRenamed('comments', { field: 'text', forMs: 9, accounts: ['acc-1', 'acc-2'] }),
    ...worldFaults.map((kind) => parseFault(kind.docs.example, project)),
  ]) {
    expect(parseFault(value.id, project)).toEqual(value)
  }
  expect(fault.kill('worker-1')).toMatchObject({ atMs: 0, forMs: undefined, hosts: ['worker-1'] })
})

test.each([
  ['partition', 'does not say where partition strikes; write HOST/HOST, for example partition:'],
  ['partition:worker-1', 'write HOST/HOST'],
  ['partition:worker-1>master', 'write HOST/HOST'],
  ['partition:master/master', 'write HOST/HOST'],
  ['oneWayCut:worker-1/master', 'write HOST>HOST'],
  ['kill:worker-1/master', 'write HOST, for example kill:worker-1'],
  ['kill:../x', 'write HOST'],
  ['kill@worker-1', 'names its host in its target and takes no @worker-1'],
  ['kill:worker-1?byMs=1', 'has no option `byMs`; it has: atMs, forMs.'],
  ['freeze:worker-1?forMs=0', 'Option forMs of freeze is a whole number from 1 to 2000000000'],
  ['freeze:worker-1?atMs=1.5', 'is a whole number from 0 to 2000000000, not `1.5`'],
  ['clockDrift:worker-1?ppm=-100001', 'from -100000 to 100000, not `-100001`'],
  ['clockSkew:worker-1?byMs=', 'not ``'],
  ['fieldRenamed', 'does not say which answers fieldRenamed alters; write one of works, comments'],
  ['fieldRenamed:documents', 'write one of works, comments, replies, conversations, messages, all'],
  ['layoutChanged:comments', 'write one of documents, for example layoutChanged:documents'],
  ['fieldRenamed:comments?field=a b', 'Option field of fieldRenamed is the name of a field, not'],
  ['emptyList:all?field=text', 'has no option `field`; it has: atMs, forMs.'],
  ['partitoin:worker-1/master', 'did you mean `partition`?'],
])('bad text for a fault of the world gets a sentence: %s', (text, sentence) => {
  const parse = () => parseFault(text, project)
  expect(parse).toThrow(FaultError)
  expect(parse).toThrow(sentence)
})

test('a host that is not of the topology is refused, and those that are are named', () => {
  const [kind] = worldFaults
  if (kind === undefined) throw new Error('There is no fault of the world.')
  const check = () =>
    checkPlace(worldFault(kind, 'worker-3/master'), {
      hosts: ['master', 'worker-1', 'worker-2'],
      accounts: ['acc-1'],
    })
  const account = () =>
    checkPlace(fault.captchaPage('documents', { accounts: ['acc-2'] }), {
      hosts: ['master'],
      accounts: ['acc-1'],
    })
  expect(account).toThrow(
    'strikes `acc-2`, which is no account of this topology; the accounts are: acc-1.',
  )
  expect(check).toThrow(
    'strikes `worker-3`, which is no host of this topology; the hosts are: master, worker-1, worker-2.',
  )
})
