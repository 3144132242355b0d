/**
 * A real process that runs one program of a behaviour; `real-ground.ts` forks it, with the name of
 * the behaviour, the role, the server's port (0: any) and the port the client dials.
 */
import type { AddressInfo } from 'node:net'
import type { Program, Role } from './behaviour.ts'
import { behaviours } from './behaviours.ts'

/** What the process tells who forked it. */
export type Told = { event: string } | { port: number } | { ready: true }

/** What it is told: a command. */
export interface Command {
  command: string
}

if (process.send) await main(process.argv.slice(2))

async function main([name = '', role = '', serverPort, dialPort]: string[]): Promise<void> {
  const behaviour = behaviours[name]
  if (!behaviour || !isRole(role)) throw new Error(`There is no program ${role} of ${name}.`)
  let port = Number(serverPort)
  const program: Program = {
    url: `http://127.0.0.1:${dialPort}`,
    agent: undefined,
    async listen(server) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', resolve)
      })
      port = portOf(server.address())
      tell({ port })
    },
    note: (event) => tell({ event }),
    onCommand: (act) => {
      process.on('message', (message: Command) => act(message.command))
    },
  }
  // Also while no program listens, the process is to live on; and not longer than its parent.
  process.on('message', () => undefined)
  process.on('disconnect', () => process.exit())
  await behaviour[role](program)
  tell({ ready: true })
}

function tell(told: Told): void {
  process.send?.(told)
}

function isRole(word: string): word is Role {
  return word === 'server' || word === 'client'
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
