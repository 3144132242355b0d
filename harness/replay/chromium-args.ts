/** Switches under which Chromium talks to nobody by itself. */
export const quietChromiumArgs: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Switches under which recordings are played: the proxy's key is accepted, and Chromium talks to
 * nobody by itself. What a machine's Chromium needs besides (`--no-sandbox` as root) is what
 * `findChromium()` of set-up says.
 *
 * @param spki SHA-256 of the proxy's public key, base64
 */
export function chromiumArgs(spki: string): string[] {
  return [`--ignore-certificate-errors-spki-list=${spki}`, ...quietChromiumArgs]
}
