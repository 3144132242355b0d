/**
 * Browsers for world `simulation`: no Chromium, no network. Pages are answered straight from a
 * recording. They have the part of Playwright that the worker uses: `BrowserContext.newPage`, `on`
 * and `off` (`response` only), `pages`, `close`; `Page.goto`, `url`, `content` (the document
 * as it was recorded), `locator`, `waitForFunction`, `isClosed`, `close`; `Locator.count`, `waitFor`, `getAttribute`; `Response.url`, `status`, `ok`,
 * `headers`, `request` (its `method` and `url`), `text`, `json`, `body`. Anything else throws a
 * sentence.
 *
 * A visit is whole by itself: after `goto` come, one by one, the answers to all that a person who
 * scrolls and clicks through everything makes the page ask in that episode (page-requests.ts), each
 * as playback.ts has it, the same as in the replay proxy, after the recorded wait at the scenario's
 * pace (none of it unless told). Then its lists say that they are complete
 * and there is nothing left to click. Redirects are followed, each answer on the way is one. A
 * document that loads none of the scripts that its page had at first (a login where the list was)
 * asks for nothing.
 *
 * Page faults alter answers here as in the replay proxy, to the byte. A slow answer takes virtual
 * time, one that never ends comes with its head alone, one that is cut has no body, and a list whose
 * cursor goes round in a circle is asked a few times more and then never complete.
 *
 * So it cannot show:
 * - how the worker drives a page: scrolling, clicking, and what comes only after them; a worker that
 *   scrolls or clicks wrongly, or not at all, still gets everything;
 * - selectors: lists are those of fixtures/stand-in/README.md, each there if the recorded document
 *   itself holds it; nothing that page script would add is ever there;
 * - what an altered answer does to page script: after one that the script could not read it goes on
 *   asking all the same; lists that keep only their first screen (the ground refuses that fault);
 * - page script: functions given to `waitForFunction` are not run, `data-error` is never set, no
 *   signature or token is in an address;
 * - pictures, scripts, style sheets, websockets, preflights, cookies, storage, the browser's cache;
 *   several requests at once; redirects by page script; a browser that crashes, hangs, or does not
 *   start;
 * - an answer that comes piece by piece: at a pace it is there whole, when its last byte would be;
 * - an episode that begins while a page loads: the page goes on asking what it asks in the episode in
 *   which it was opened, though the answers are those of the new one;
 * - a list that several pages ask: the answers come with the first of them only;
 * - a page that was not recorded on a recorded host: the replay proxy answers 504 with a sentence,
 *   here the navigation fails with `net::ERR_HTTP_RESPONSE_CODE_FAILURE`.
 *
 * Time is `setTimeout` alone, chance is `random` alone.
 */
import type { BrowserContext } from 'playwright-core'
import { simulatedContext } from './simulated-context.ts'
import { replayedSite, type Site, type SiteOptions } from './site.ts'

export interface Latency {
  /** How long a request takes on average; each between half of it and one and a half. 20 unless told. */
  latencyMs?: number
  /** From 0 to below 1; without it every request takes exactly `latencyMs`. */
  random?(): number
}

export interface SimulatedBrowsersOptions extends Latency, Omit<SiteOptions, 'nowMs'> {
  /** Milliseconds since 1970, for the entries; Date.now unless told. */
  nowMs?(): number
}

/** Opens a browser for an account; `own` goes before that of all. */
export type OpenSimulatedBrowser = (accountId: string, own?: Latency) => BrowserContext

/**
 * The browsers of a run. They share one playback: an account that is opened again goes on in its
 * episode. Every answer is reported to `onEntry` when it is given, in the async context of the browser.
 *
 * @throws RecordingError when it cannot be told which page of the recording asks something
 */
export function simulatedBrowsers(options: SimulatedBrowsersOptions): OpenSimulatedBrowser {
  const { nowMs = () => Date.now(), ...rest } = options
  return browsersOf(replayedSite({ ...rest, nowMs }), options)
}

/** The same, for what answers them already. */
export function browsersOf(site: Site, { latencyMs, random }: Latency = {}): OpenSimulatedBrowser {
  return (accountId, own = {}) => {
    const mean = own.latencyMs ?? latencyMs ?? 20
    const chance = own.random ?? random ?? (() => 0.5)
    return simulatedContext({
      accountId,
      site,
      latencyMs: () => Math.max(1, Math.round(mean * (0.5 + chance()))),
    })
  }
}

/** One browser with a playback of its own; see simulatedBrowsers. */
export function simulatedBrowser(
  options: SimulatedBrowsersOptions & { accountId: string },
): BrowserContext {
  return simulatedBrowsers(options)(options.accountId)
}
