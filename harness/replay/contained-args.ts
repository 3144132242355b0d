import { chromiumArgs } from './chromium-args.ts'

/**
 * Switches under which Chromium shows a replay and can reach nothing but its proxy, whatever the
 * script of a recorded page tries. What they add to `chromiumArgs`:
 *
 * - loopback addresses, which Chromium asks by itself, go to the proxy too;
 * - no name is looked up, not even for a prefetch: only the proxy's own address is one;
 * - WebRTC sends no datagrams, which no proxy would see.
 *
 * The proxy opens tunnels to recorded hosts only and dials nobody.
 *
 * @param spki SHA-256 of the proxy's public key, base64
 * @param proxyHost the proxy's address
 */
export function containedArgs(spki: string, proxyHost: string): string[] {
  return [
    ...chromiumArgs(spki),
    '--proxy-bypass-list=<-loopback>',
    `--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE ${proxyHost}`,
    '--dns-prefetch-disable',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  ]
}
