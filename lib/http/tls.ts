// The certificate of the agents' listener: made once, kept, because agents are given this very
// certificate to trust. Replaced only when it has expired. The key is 0600.
import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { SecureContextOptions } from 'node:tls'
import { generate } from 'selfsigned'

const lifetimeMs = 825 * 24 * 60 * 60 * 1_000

export type Certificate = { key: string; cert: string; certPath: string; warning?: string }

/** What agents' TLS needs: 1.2 or newer, ephemeral keys, AES-GCM; their build has nothing else. */
export const tlsOptions: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  honorCipherOrder: true,
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
}

/** Where the certificate of a data directory is, for handing it to agents. */
export function certificatePath(dataDir: string): string {
  return join(dataDir, 'tls', 'server.crt')
}

function certificateNames(publicUrl: string): string[] {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
  return [...new Set(['localhost', '127.0.0.1', '::1', hostname(), host])]
}

/**
 * The key and certificate of the data directory, made on first use for localhost, this machine's
 * name and the host of PUBLIC_URL. `warning` says when it does not cover that host any more.
 */
export async function loadCertificate(
  dataDir: string,
  publicUrl: string,
  now: Date,
): Promise<Certificate> {
  const certPath = certificatePath(dataDir)
  const keyPath = join(dataDir, 'tls', 'server.key')
  if (existsSync(certPath) && existsSync(keyPath)) {
    const cert = readFileSync(certPath, 'utf8')
    const parsed = new X509Certificate(cert)
    if (new Date(parsed.validTo) > now) {
      const found = { key: readFileSync(keyPath, 'utf8'), cert, certPath }
      const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
      const covered = isIP(host) ? parsed.checkIP(host) : parsed.checkHost(host)
      if (covered) return found
      const warning = `the certificate ${certPath} does not name ${host}; remove it to make another`
      return { ...found, warning }
    }
  }
  const made = await makeCertificate(publicUrl, now)
  mkdirSync(join(dataDir, 'tls'), { recursive: true, mode: 0o700 })
  writePrivate(keyPath, made.key)
  writePrivate(certPath, made.cert)
  return { ...made, certPath }
}

async function makeCertificate(publicUrl: string, now: Date) {
  const names = certificateNames(publicUrl)
  const made = await generate([{ name: 'commonName', value: 'Muster' }], {
    keySize: 2048,
    algorithm: 'sha256',
    // An hour back: agents' clocks differ from ours.
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: new Date(now.getTime() + lifetimeMs),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) ? { type: 7, ip: name } : { type: 2, value: name },
        ),
      },
    ],
  })
  return { key: made.private, cert: made.cert }
}

/** Whole or not at all, so that a crash leaves no half file to be served. */
function writePrivate(path: string, content: string): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600)
  renameSync(`${path}.new`, path)
}
