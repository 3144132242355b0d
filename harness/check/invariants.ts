/** Every check that judges every run, in the order in which findings are shown. */
import { degradesLoudly } from './degrades-loudly.ts'
import { durable } from './durable.ts'
import { everySendReceived } from './every-send-received.ts'
import { faultsTookEffect } from './faults-took-effect.ts'
import type { Invariant } from './finding.ts'
import { noCrash } from './no-crash.ts'
import { noSilentException } from './no-silent-exception.ts'
import { nothingLost } from './nothing-lost.ts'
import { onceOnly } from './once-only.ts'
import { recordingCovers } from './recording-covers.ts'
import { registrationHolds } from './registration-holds.ts'
import { steadyTimers } from './steady-timers.ts'
import { storyTold } from './story-told.ts'
import { telemetryComplete } from './telemetry-complete.ts'
import { timersKeepTime } from './timers-keep-time.ts'
import { updatesArrive } from './updates-arrive.ts'

export const invariants: readonly Invariant[] = [
  nothingLost,
  noSilentException,
  everySendReceived,
  registrationHolds,
  onceOnly,
  durable,
  steadyTimers,
  timersKeepTime,
  updatesArrive,
  noCrash,
  degradesLoudly,
  recordingCovers,
  storyTold,
  faultsTookEffect,
  telemetryComplete,
]
