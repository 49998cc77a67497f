import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bothDoors, frontDoors, open } from '@/lib/testing/front-door'
import { loadCertificate } from './tls'

frontDoors()

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-door-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('agents get TLS 1.2 with ECDHE and AES-GCM from a certificate that is made once and kept', async () => {
  const made = await loadCertificate(dir, 'http://muster.example:3000', new Date())
  expect(statSync(join(dir, 'tls', 'server.key')).mode & 0o777).toBe(0o600)
  const again = await loadCertificate(dir, 'http://muster.example:3000', new Date())
  expect(again).toEqual({ ...made })
  const other = await loadCertificate(dir, 'http://other.example', new Date())
  expect([other.cert, other.warning?.includes('other.example')]).toEqual([made.cert, true])

  const ca = readFileSync(made.certPath)
  const door = await open({ tls: { port: 0, ...made } })
  door.open(bothDoors)
  const port = door.tlsPort ?? 0
  for (const servername of ['localhost', 'muster.example']) {
    const status = await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername, ca, method: 'POST', agent: false }
      https
        .request({ ...options, path: '/api/osquery/enroll' }, (res) => resolve(res.statusCode))
        .on('error', reject)
        .end('{}')
    })
    expect(status).toBe(200)
  }
  const cipher = await new Promise<string>((resolve, reject) => {
    const socket = connectTls(
      { host: '127.0.0.1', port, servername: 'localhost', ca, maxVersion: 'TLSv1.2' },
      () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
        socket.destroy()
      },
    )
    socket.on('error', reject)
  })
  expect(cipher).toMatch(/^TLSv1.2 ECDHE-RSA-AES\d+-GCM/)
  const expired = await loadCertificate(dir, 'http://x.example', new Date('2099-01-01'))
  expect(expired.cert).not.toBe(made.cert)
})
