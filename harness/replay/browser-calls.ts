/**
 * What Chromium asks on its own account, for no page: observed with Chromium 156 under the switches
 * of chromium.ts, none of which turns it off. The proxy refuses these calls like any other that was
 * not recorded, but does not report them: they are neither the system's nor the page's doing.
 * Whatever else a browser asks is reported; add it here only once it was seen.
 */
const browserCalls: readonly { host: string; path: string }[] = [
  // Who is signed in to the browser; Chromium offers no switch for it.
  { host: 'accounts.google.com', path: '/ListAccounts' },
  // Updates of components, asked in spite of --disable-component-update.
  { host: 'update.googleapis.com', path: '/service/update2/json' },
  // Whether a captive portal is in the way, asked after a page's certificate was not accepted.
  { host: 'connectivitycheck.gstatic.com', path: '/generate_204' },
  // What the fields of a form are, asked for a page with one; the rest of the path says which form.
  { host: 'content-autofill.googleapis.com', path: '/v1/pages/' },
]

/** Hosts of those calls; tunnels to them are opened, or their path could not be seen. */
export const browserCallHosts: readonly string[] = browserCalls.map(({ host }) => host)

export function isBrowserCall(url: URL): boolean {
  return browserCalls.some(
    ({ host, path }) => url.hostname === host && url.pathname.startsWith(path),
  )
}
