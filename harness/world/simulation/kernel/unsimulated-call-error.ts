/** A program on a simulated host reached for something that the simulation cannot repeat. */
export class UnsimulatedCallError extends Error {
  override name = 'UnsimulatedCallError'
  readonly call: string
  /** `FILE:LINE`, if known. */
  readonly site: string | undefined

  constructor(hostName: string, call: string, site: string | undefined, instead: string) {
    super(
      `Could not go on simulating ${hostName}: ${site ?? 'something'} uses ${call}, which is not simulated and would differ from run to run. Use ${instead}.`,
    )
    this.call = call
    this.site = site
  }
}
