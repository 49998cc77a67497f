import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { agentsAddress } from './agents-address'
import { loadCertificate } from './tls'

let dir: string
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'address-'))
  vi.stubEnv('DATA_DIR', dir)
  vi.stubEnv('TLS_PORT', '8443')
  vi.stubEnv('PUBLIC_URL', 'http://muster.example:3000')
  await loadCertificate(dir, 'http://muster.example:3000', new Date())
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

test('agents call our own listener by the host of PUBLIC_URL, and are given its certificate', () => {
  const { tls_host, certificate, loopback } = agentsAddress(null)
  expect(tls_host).toBe('muster.example:8443')
  expect(certificate).toContain('BEGIN CERTIFICATE')
  expect(loopback).toBe(true)
  vi.stubEnv('HOST', '0.0.0.0')
  expect(agentsAddress(null).loopback).toBe(false)
})

test('an address of the settings takes its place; our certificate goes with it where it names it', () => {
  const named = agentsAddress('https://muster.example:9443')
  expect(named).toMatchObject({ tls_host: 'muster.example:9443', loopback: false })
  expect(named.certificate).toContain('BEGIN CERTIFICATE')
  const proxied = agentsAddress('https://agents.example')
  expect(proxied).toMatchObject({ tls_host: 'agents.example', certificate: null })
  expect(agentsAddress('http://plain.example').tls_host).toBe('muster.example:8443')
})

test('with the listener off, a proxy with TLS is called, and without one nothing can be', () => {
  vi.stubEnv('TLS_PORT', 'off')
  expect(agentsAddress(null)).toMatchObject({ tls_host: null, certificate: null })
  vi.stubEnv('PUBLIC_URL', 'https://muster.example')
  expect(agentsAddress(null)).toMatchObject({ tls_host: 'muster.example', certificate: null })
})
