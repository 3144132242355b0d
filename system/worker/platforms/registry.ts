import type { BrowserContext } from 'playwright-core'
import type { PlatformSession, PlatformSessionOptions } from './base/platform-session.ts'
import { DouyinSession } from './douyin/douyin-platform.ts'

/** The platforms that this worker can watch. */
export const platformNames: readonly string[] = ['douyin']

/** Begins to watch an account in its browser. Throws a sentence for an unknown platform. */
export function openSession(
  platform: string,
  browser: BrowserContext,
  options: PlatformSessionOptions,
): PlatformSession {
  if (platform === 'douyin') return new DouyinSession(browser, options)
  throw new Error(
    `Could not watch ${options.accountId}: the platform ${platform} is not one of ${platformNames.join(', ')}.`,
  )
}
