/**
 * The one global that edited sources call, for many hosts in one process: it passes each call on to
 * the probe of the host whose code is running.
 */
import type { Probe } from '../../agent/inside/probe.ts'
import { currentHost } from './kernel/simulated-host.ts'

const name = '__glassbox'
const probes = new Map<string, Probe>()

/** From now on, what this host's code catches is told to this probe. */
export function setProbe(hostName: string, probe: Probe): void {
  probes.set(hostName, probe)
}

export function installProbe(): Disposable {
  const current = () => probes.get(currentHost()?.name ?? '')
  const deaf = { rethrown: () => undefined, left: () => undefined }
  const probe: Probe = {
    caught: (...args) => current()?.caught(...args) ?? deaf,
    handler: (handler, ...place) => current()?.handler(handler, ...place) ?? handler,
    reached: (fault) => current()?.reached(fault),
  }
  Object.defineProperty(globalThis, name, { value: probe, configurable: true })
  return {
    [Symbol.dispose]() {
      probes.clear()
      Reflect.deleteProperty(globalThis, name)
    },
  }
}
