import type { Alteration } from './page/page-answer.ts'

/**
 * The ground of a world: what it lets faults touch. A member that is absent is something that this
 * world cannot do. Every `touched` is called the first time the fault changed anything, so that a
 * fault that struck nothing is known for one.
 */
export interface Ground {
  readonly network?: GroundNetwork
  readonly processes?: GroundProcesses
  readonly clocks?: GroundClocks
  readonly disks?: GroundDisks
  readonly pages?: GroundPages
}

/** Takes a fault back. What a fault did to a process that lives no more, it leaves alone. */
export type Heal = () => void | Promise<void>

/** What one direction between two hosts suffers; what is absent stays as it is. */
export interface LinkShape {
  /** Whatever would go through vanishes, as on a cut cable; TCP sends it again and again. */
  cut?: boolean
  /** New connections are refused; those that stand live on. */
  refuse?: boolean
  /** So much later. */
  latencyMs?: number
  /** And up to so much later still, drawn anew for every write. */
  jitterMs?: number
  bytesPerSecond?: number
}

export interface GroundNetwork {
  /** One direction. Several on one link add up, and heal in any order. */
  shape(from: string, to: string, shape: LinkShape, touched: () => void): () => void
  /** Resets the connections that stand between two hosts. @returns how many there were. */
  reset(a: string, b: string): number
}

export interface GroundProcesses {
  /** SIGKILL; what looks after the process starts it again. @returns false if none lived. */
  kill(host: string): Promise<boolean>
  /**
   * SIGSTOP: the process stands still, and time goes on without it. Frozen twice, it takes two
   * heals. @returns undefined if no process lives there.
   */
  freeze(host: string, touched: () => void): Promise<Heal | undefined>
}

export interface GroundClocks {
  /** Sets the host's wall clock forward, or back; its timers do not notice. */
  jump(host: string, byMs: number): void
  /** Lets all clocks and timers of a host run too fast, or too slow, by parts per million. */
  drift(host: string, ppm: number, touched: () => void): () => void
  /** The host's wall clock is wrong by so much until healed. */
  skew(host: string, byMs: number, touched: () => void): () => void
}

export interface GroundDisks {
  /** Writes fail with ENOSPC (SQLITE_FULL). */
  fill(host: string, touched: () => void): () => void
  /** Reads and writes fail with EIO (SQLITE_IOERR). */
  fail(host: string, touched: () => void): () => void
  /** Kills the host, if it lives, and takes back all that it wrote and did not sync. */
  losePower(host: string): Promise<void>
}

export interface GroundPages {
  /**
   * Alters what pages are answered, until healed. Several alter one after the other, in their order.
   * @throws GroundError if it needs a browser, and there is none.
   */
  alter(alteration: Alteration): () => void
}

/** This world cannot do it; the message goes on after a colon: `no fault can touch its clocks`. */
export class GroundError extends Error {
  override name = 'GroundError'
}
