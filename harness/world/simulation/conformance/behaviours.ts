import type { Behaviour } from './behaviour.ts'
import { ackTimeout } from './behaviours/ack-timeout.ts'
import { bufferedEmit } from './behaviours/buffered-emit.ts'
import { connect } from './behaviours/connect.ts'
import { connectionRefused } from './behaviours/connection-refused.ts'
import { diskAfterKill } from './behaviours/disk-after-kill.ts'
import { fileAcrossRestart } from './behaviours/file-across-restart.ts'
import { frozenPeer } from './behaviours/frozen-peer.ts'
import { fullDisk } from './behaviours/full-disk.ts'
import { httpKeepAlive } from './behaviours/http-keep-alive.ts'
import { oversizeFrame } from './behaviours/oversize-frame.ts'
import { peerKill } from './behaviours/peer-kill.ts'
import { pingTimeout } from './behaviours/ping-timeout.ts'
import { portInUse } from './behaviours/port-in-use.ts'
import { reconnect } from './behaviours/reconnect.ts'
import { resetBeforeAccept } from './behaviours/reset-before-accept.ts'
import { serverRestart } from './behaviours/server-restart.ts'

/** All behaviours of the suite. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  connect,
  connectionRefused,
  pingTimeout,
  reconnect,
  bufferedEmit,
  ackTimeout,
  oversizeFrame,
  serverRestart,
  peerKill,
  frozenPeer,
  httpKeepAlive,
  portInUse,
  resetBeforeAccept,
  diskAfterKill,
  fullDisk,
  fileAcrossRestart,
}
