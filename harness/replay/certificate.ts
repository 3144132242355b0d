/** A TLS certificate made on the spot, for hosts that we stand in for. */
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

export interface Certificate {
  /** PEM. */
  readonly key: string
  /** PEM. */
  readonly cert: string
  /** SHA-256 of the public key, base64: what Chromium's `--ignore-certificate-errors-spki-list` takes. */
  readonly spki: string
}

const dayMs = 24 * 60 * 60 * 1000

/** Makes a key and a self-signed certificate that is good for exactly these hosts. */
export async function makeCertificate(hosts: readonly string[]): Promise<Certificate> {
  // Loaded here, since most commands make no certificate and would wait a tenth of a second for it.
  const { generate } = await import('selfsigned')
  const now = Date.now()
  const pems = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + 30 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host },
        ),
      },
    ],
  })
  const publicKey = new X509Certificate(pems.cert).publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(publicKey).digest('base64')
  return { key: pems.private, cert: pems.cert, spki }
}
