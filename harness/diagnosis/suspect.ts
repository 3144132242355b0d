/** A place in the code that may be to blame for a finding, and the sentence why. */
export interface Suspect {
  /** Relative to the project. */
  file: string
  line: number
  function?: string
  reason: string
  /** 0 to 1; only the order matters. */
  score: number
}
