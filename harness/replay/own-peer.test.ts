import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { isOurs, ownerOf } from './own-peer.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1 1 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0
`

test('the owner of a socket is found by its own end', () => {
  expect(ownerOf(table, '127.0.0.1', 50_000)).toBe(1001)
  expect(ownerOf(table, '127.0.0.1', 8080)).toBe(1000)
  expect(ownerOf(table, '172.17.0.2', 50_000)).toBeUndefined()
  expect(ownerOf('', '127.0.0.1', 8080)).toBeUndefined()
})

test.skipIf(process.platform !== 'linux')('a connection of this process is ours', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const client = connect(port, '127.0.0.1')
  const [peer] = await once(server, 'connection')
  expect(isOurs(peer)).toBe(true)
  const own = ownerOf(readFileSync('/proc/net/tcp', 'utf8'), '127.0.0.1', peer.remotePort)
  expect(own).toBe(process.getuid?.())
  client.destroy()
  server.close()
})
