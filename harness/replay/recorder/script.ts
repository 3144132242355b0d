/** What a script that drives a recording is given. */
import type { BrowserContext, Page } from 'playwright-core'

export interface RecordTools {
  /** On the address that the recording begins with, loaded. */
  page: Page
  /** Where further tabs may be opened; all of them are recorded. */
  context: BrowserContext
  /**
   * Begins the next episode: call it before what is to be seen in it happens. Called as the first
   * thing, it names the episode that has begun already.
   *
   * @param name lower case with hyphens, each only once
   * @param title what happens in it, as a phrase; the name if absent
   */
  episode(name: string, title?: string): Promise<void>
  /**
   * Waits until all that the pages have asked has come to its end, at most ten seconds. What is still
   * loading when a page is left is not in the recording.
   */
  settle(): Promise<void>
  /** Aborted when the recording is ended from outside. */
  signal: AbortSignal
}

/** The default export of a script for `glassbox record --script`. When it returns, all is recorded. */
export type RecordScript = (tools: RecordTools) => Promise<void>
