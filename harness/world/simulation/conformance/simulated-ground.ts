import { SimulatedDisk } from '../disk/simulated-disk.ts'
import { type Simulation, startSimulation } from '../kernel/clock.ts'
import { type Behaviour, type Ground, Notes, type Role, roles } from './behaviour.ts'

const limitMs = 60_000
const port = 3000

/** Tries a behaviour in a simulation; gives what its programs noted. */
export async function inSimulation(behaviour: Behaviour): Promise<Record<Role, string[]>> {
  using simulation = startSimulation({ seed: 1, startMs: 1_700_000_000_000 })
  // Loaded first: the loading of modules takes real time, of which a simulation knows nothing.
  await simulation.hold(Promise.all([import('socket.io'), import('socket.io-client')]))
  const notes = new Notes()
  await behaviour.story(simulatedGround(simulation, behaviour, notes))
  return notes.seen
}

function simulatedGround(simulation: Simulation, behaviour: Behaviour, notes: Notes): Ground {
  // Both are known by name before they are started.
  for (const role of roles) simulation.host(role)
  const disks = { server: new SimulatedDisk('server'), client: new SimulatedDisk('client') }
  const heals = new Map<Role, () => void>()
  const commands = new Map<Role, (command: string) => void>()
  const link = (cut: boolean) => simulation.network.set('client', 'server', { cut })
  return {
    async start(role) {
      const host = simulation.host(role)
      const ready = host.run(async () =>
        behaviour[role]({
          url: `http://server:${port}`,
          agent: host.agent(),
          listen: async (server) => {
            await host.listen(server, port, '0.0.0.0')
          },
          disk: disks[role].mount(),
          note: (event) => notes.add(role, event),
          onCommand: (act) => commands.set(role, act),
        }),
      )
      await simulation.runUntil(ready, { limitMs })
    },
    async kill(role) {
      simulation.host(role).kill()
      disks[role].processEnded()
    },
    freeze: (role) => simulation.host(role).freeze(),
    thaw: (role) => simulation.host(role).thaw(),
    command: (role, command) => simulation.host(role).run(() => commands.get(role)?.(command)),
    until: (role, event, times = 1) =>
      simulation.runUntil(notes.until(role, event, times), { limitMs }),
    cut: () => link(true),
    heal: () => link(false),
    fillDisk(role) {
      heals.set(
        role,
        disks[role].fill(() => undefined),
      )
    },
    emptyDisk: (role) => heals.get(role)?.(),
  }
}
