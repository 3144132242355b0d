/** Captures a browser context of Chromium with all that can be known of its traffic. */
import type { BrowserContext } from 'playwright-core'
import { Capture, type CaptureOptions } from './capture.ts'
import { ChromiumEvents } from './chromium-events.ts'

export function captureContext(
  context: BrowserContext,
  options: Omit<CaptureOptions, 'uploadBody'>,
): Capture {
  const events: ChromiumEvents = new ChromiumEvents(context, (one) => capture.preflight(one))
  const capture = new Capture(context, {
    ...options,
    uploadBody: (method, url) => events.uploadBody(method, url),
  })
  return capture
}
