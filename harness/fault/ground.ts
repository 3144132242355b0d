/** What a world lets faults touch; an absent member: this world cannot. */
export interface Ground {
  readonly network?: GroundNetwork
  readonly processes?: GroundProcesses
  readonly clocks?: GroundClocks
  readonly disks?: GroundDisks
}

/** How one direction of a link is to be; several at once on one link compose. */
export interface LinkSettings {
  cut?: boolean
  refuse?: boolean
  latencyMs?: number
  jitterMs?: number
  bytesPerSecond?: number
}

/**
 * `touched` is called the first time the fault changed anything (bytes held back, a dial refused).
 * Each returns a heal; they heal in any order.
 */
export interface GroundNetwork {
  /** One direction. */
  shape(from: string, to: string, settings: LinkSettings, touched: () => void): () => void
  /** Gives the number of connections hit. */
  reset(a: string, b: string): number
}

export interface GroundProcesses {
  kill(host: string): Promise<void>
  freeze(host: string): Promise<void>
  thaw(host: string): Promise<void>
}

export interface GroundClocks {
  jump(host: string, byMs: number): void
  drift(host: string, ppm: number, touched: () => void): () => void
  skew(host: string, byMs: number, touched: () => void): () => void
}

export interface GroundDisks {
  /** Writes fail with ENOSPC and SQLITE_FULL. */
  fill(host: string, touched: () => void): () => void
  /** Reads and writes fail with EIO and SQLITE_IOERR. */
  fail(host: string, touched: () => void): () => void
  /** Kills the host and takes back all that it wrote and did not sync. */
  losePower(host: string): Promise<void>
}
