/**
 * Node's sources of chance, fed from the seed. Node itself checks the arguments and makes what is
 * asked for; we write over its bytes. Not covered, and not repeatable: keys, signatures and all
 * else that node:crypto and `crypto.subtle` draw inside.
 */
import nodeCrypto from 'node:crypto'
import { activeSimulation } from './active.ts'
import type { DrawKind } from './entropy.ts'

type Done<T> = (error: Error | null, value: T) => void

const real = {
  random: Math.random,
  randomBytes: nodeCrypto.randomBytes,
  randomFillSync: nodeCrypto.randomFillSync,
  randomFill: nodeCrypto.randomFill,
  randomInt: nodeCrypto.randomInt,
  randomUUID: nodeCrypto.randomUUID,
  /** Undefined before Node 26. */
  randomUUIDv7: Reflect.get(nodeCrypto, 'randomUUIDv7'),
}
const realGetRandomValues = globalThis.crypto.getRandomValues

export function mathRandom(): number {
  return activeSimulation()?.entropy.float() ?? real.random()
}

/** Hands a value over as Node does, in a later turn. */
function later<T>(done: Done<T>, value: T): void {
  setImmediate(() => done(null, value))
}

function randomBytes(size: number, done?: Done<Buffer>): Buffer | undefined {
  const entropy = activeSimulation()?.entropy
  if (!entropy) {
    if (done === undefined) return real.randomBytes(size)
    real.randomBytes(size, done)
    return undefined
  }
  const bytes = real.randomBytes(size)
  entropy.fill('crypto.randomBytes', bytes)
  if (done === undefined) return bytes
  later(done, bytes)
  return undefined
}

function overwrite(kind: DrawKind, target: unknown, offset = 0, size?: number): void {
  const whole = bytesOf(target)
  const unit = unitOf(target)
  const from = offset * unit
  const bytes = whole.subarray(from, size === undefined ? undefined : from + size * unit)
  activeSimulation()?.entropy.fill(kind, bytes)
}

function bytesOf(target: unknown): Uint8Array {
  if (ArrayBuffer.isView(target)) {
    return new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
  }
  if (target instanceof ArrayBuffer || target instanceof SharedArrayBuffer) {
    return new Uint8Array(target)
  }
  throw new TypeError('Could not fill it with random bytes: it is no buffer.')
}

/** Offsets and sizes count elements. */
function unitOf(target: unknown): number {
  const unit = typeof target === 'object' && target && Reflect.get(target, 'BYTES_PER_ELEMENT')
  return typeof unit === 'number' ? unit : 1
}

function randomFillSync<T extends NodeJS.ArrayBufferView>(
  target: T,
  offset?: number,
  size?: number,
): T {
  Reflect.apply(real.randomFillSync, nodeCrypto, given(target, offset, size))
  if (activeSimulation()) overwrite('crypto.randomFill', target, offset, size)
  return target
}

function randomFill<T extends NodeJS.ArrayBufferView>(target: T, ...rest: unknown[]): void {
  const done = rest.at(-1)
  if (!activeSimulation() || typeof done !== 'function') {
    Reflect.apply(real.randomFill, nodeCrypto, [target, ...rest])
    return
  }
  const [offset, size] = rest
  randomFillSync(
    target,
    typeof offset === 'number' ? offset : undefined,
    typeof size === 'number' ? size : undefined,
  )
  setImmediate(() => Reflect.apply(done, undefined, [null, target]))
}

function given(...args: unknown[]): unknown[] {
  return args.filter((arg) => arg !== undefined)
}

/** `randomInt([min, ]max[, callback])` */
function randomInt(...args: unknown[]): unknown {
  const entropy = activeSimulation()?.entropy
  if (!entropy) return Reflect.apply(real.randomInt, nodeCrypto, args)
  const done = args.at(-1)
  const bounds = args.filter((arg) => typeof arg === 'number')
  // Node says what is wrong with them.
  Reflect.apply(real.randomInt, nodeCrypto, typeof done === 'function' ? args.slice(0, -1) : args)
  const [min, max] = bounds.length > 1 ? bounds : [0, bounds[0]]
  const value = (min ?? 0) + entropy.below((max ?? 0) - (min ?? 0))
  if (typeof done !== 'function') return value
  setImmediate(() => Reflect.apply(done, undefined, [null, value]))
  return undefined
}

function randomUUID(options?: { disableEntropyCache?: boolean }): string {
  if (!activeSimulation()) return real.randomUUID(options)
  return uuidOf('4', drawn(16))
}

/** Version 7: 48 bits of time first (RFC 9562). */
function randomUUIDv7(options?: unknown): unknown {
  if (!activeSimulation()) {
    return Reflect.apply(real.randomUUIDv7, nodeCrypto, given(options))
  }
  const bytes = drawn(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  return uuidOf('7', bytes)
}

function drawn(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  activeSimulation()?.entropy.fill('crypto.randomUUID', bytes)
  return bytes
}

function uuidOf(version: '4' | '7', bytes: Buffer): string {
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | (Number(version) << 4), 6)
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  const part = (from: number, to: number): string => hex.slice(from, to)
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-')
}

function getRandomValues<T extends ArrayBufferView>(target: T): T {
  Reflect.apply(realGetRandomValues, globalThis.crypto, [target])
  if (activeSimulation()) overwrite('crypto.getRandomValues', target)
  return target
}

/** For node:crypto; its `rng`, `prng` and `pseudoRandomBytes` are other names of `randomBytes`. */
export const randomMembers: Readonly<Record<string, unknown>> = {
  randomBytes,
  rng: randomBytes,
  prng: randomBytes,
  pseudoRandomBytes: randomBytes,
  randomFillSync,
  randomFill,
  randomInt,
  randomUUID,
  ...('randomUUIDv7' in nodeCrypto ? { randomUUIDv7 } : {}),
}

/** For the prototype of `globalThis.crypto`, which node:crypto shares. */
export const webCryptoMembers: Readonly<Record<string, unknown>> = {
  getRandomValues,
  randomUUID,
}
