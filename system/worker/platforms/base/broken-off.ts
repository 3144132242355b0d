/** A round ends before its end, since the worker leaves or gives the account up; nothing is wrong. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'

  constructor() {
    super('The crawl round was broken off: the worker leaves.')
  }
}
