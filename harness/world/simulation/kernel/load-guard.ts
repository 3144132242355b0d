/**
 * Some libraries keep, when they are first loaded, the functions that a simulation replaces. Loaded
 * before it, they would go on with real chance or real time, unnoticed. Found by reading them:
 *
 * - ws 8 keeps `crypto.randomBytes` and `crypto.randomFillSync`: keys and masks on the wire;
 * - engine.io-client 6 keeps `setTimeout`, used with `useNativeTimers: true` only;
 * - socket.io, engine.io, socket.io-client and OpenTelemetry 3 look everything up when they need it.
 *
 * Since ws comes along with the others, socket.io and its parts are all refused. Node does not say
 * which ES modules are loaded; engine.io-client and socket.io-client are found by the ws they load.
 */
import { createRequire } from 'node:module'

const keepsWhatItFinds = /[\\/]node_modules[\\/](ws|(socket|engine)\.io(-client)?)[\\/]/
const loaded = createRequire(import.meta.url).cache

/** Loaded while a simulation was under way: they have ours, which work for ever. */
const known = new Set<string>()

function keepers(): string[] {
  return Object.keys(loaded).filter((path) => keepsWhatItFinds.test(path))
}

/** @throws Error if something was loaded that keeps Node's own clock or chance. */
export function refuseWhatIsLoaded(): void {
  const stranger = keepers().find((path) => !known.has(path))
  if (stranger === undefined) return
  const name = stranger.slice(stranger.lastIndexOf('node_modules') + 'node_modules/'.length)
  throw new Error(
    `Could not start a simulation: ${name} is loaded already and has kept Node's real clock and ` +
      'random numbers. Start the simulation first, then import socket.io and what uses it (with import()).',
  )
}

/** What is loaded by now was loaded inside. */
export function acceptWhatIsLoaded(): void {
  for (const path of keepers()) known.add(path)
}
