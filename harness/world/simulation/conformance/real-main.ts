/**
 * A real process that runs one program of a behaviour; `real-ground.ts` forks it, with the name of
 * the behaviour, the role, the server's port (0: any), the port the client dials and a data folder.
 */
import type { AddressInfo } from 'node:net'
import { filesBelow, openDatabaseBelow } from '../../../../system/shared/files-below.ts'
import type { HostDatabase } from '../../../../system/shared/host.ts'
import type { Program, Role } from './behaviour.ts'
import { behaviours } from './behaviours.ts'

/** What the process tells who forked it. */
export type Told = { event: string } | { port: number } | { ready: true }

/** What it is told: a command, or how many pages its databases may have from now on. */
export type Command = { command: string } | { pages: number }

if (process.send) await main(process.argv.slice(2))

async function main([
  name = '',
  role = '',
  serverPort,
  dialPort,
  folder = '',
]: string[]): Promise<void> {
  const behaviour = behaviours[name]
  if (!behaviour || !isRole(role)) throw new Error(`There is no program ${role} of ${name}.`)
  let port = Number(serverPort)
  const databases: HostDatabase[] = []
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
    disk: {
      files: filesBelow(folder),
      openDatabase(database) {
        const opened = openDatabaseBelow(folder, database)
        databases.push(opened)
        return opened
      },
    },
    note: (event) => tell({ event }),
    onCommand: (act) => {
      process.on('message', (message: Command) => {
        if ('command' in message) act(message.command)
      })
    },
  }
  // Also while no program listens, the process is to live on; and not longer than its parent.
  process.on('message', (message: Command) => {
    if (!('pages' in message)) return
    for (const database of databases) database.exec(`PRAGMA max_page_count = ${message.pages}`)
  })
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
