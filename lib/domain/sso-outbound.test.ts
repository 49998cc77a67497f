import http from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { discover, inspect } from '@/lib/domain/sso-discovery'
import { boundAgent, readJson } from '@/lib/domain/sso-outbound'
import { FakeProvider, type Twist } from '@/lib/testing/fake-provider'

let provider: FakeProvider
beforeAll(async () => {
  provider = await FakeProvider.start()
})
afterEach(() => {
  provider.twist = {}
})
afterAll(() => provider.stop())

const limits = { bytes: 2_048, ms: 300 }
const address = () => `${provider.issuer}/.well-known/openid-configuration`

/** A reply that begins well and then only drips. */
const dripping: Twist = {
  answer: (_, res) => {
    res.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => res.write(' '), 20)
    res.once('close', () => clearInterval(timer))
    return true
  },
}

describe('a call to a provider', () => {
  test('ends when nothing comes, and when it only drips', async () => {
    provider.twist = { answer: () => true }
    await expect(readJson(address(), limits)).rejects.toThrow(/did not answer within 0.3 s/)
    provider.twist = dripping
    await expect(readJson(address(), limits)).rejects.toThrow(/did not finish its answer/)
  })

  test('reads no more than its bytes', async () => {
    provider.twist = { answer: (_, res) => Boolean(res.end(`"${'x'.repeat(3_000)}"`)) }
    await expect(readJson(address(), limits)).rejects.toThrow(/over 2 KiB/)
  })

  test('follows no redirect, and says so', async () => {
    const headers = { location: 'http://127.0.0.1:1/' }
    provider.twist = { answer: (_, res) => Boolean(res.writeHead(302, headers).end()) }
    await expect(readJson(address(), limits)).rejects.toThrow(/redirect/)
  })

  test('by openid-client is cut by the same bounds', async () => {
    const asked = (twist: Twist) =>
      new Promise<string>((resolve) => {
        provider.twist = twist
        const agent = boundAgent(provider.issuer, limits)
        const request = http.get(`${provider.issuer}/token`, { agent }, (reply) => {
          reply.on('error', (error) => resolve(error.message))
          reply.on('end', () => resolve('whole'))
          reply.resume()
        })
        request.on('error', (error) => resolve(error.message))
      })
    expect(await asked({ answer: (_, res) => Boolean(res.end('{}')) })).toBe('whole')
    expect(await asked(dripping)).toMatch(/aborted|too long/)
    const large: Twist = { answer: (_, res) => Boolean(res.end('x'.repeat(200_000))) }
    expect(await asked(large)).toMatch(/aborted|too large/)
  })
})

describe('a provider’s description', () => {
  const said = async (twist: Twist, issuer = provider.issuer): Promise<string> => {
    provider.twist = twist
    const { ok, checks } = await inspect(issuer, ['openid', 'groups'])
    return ok ? 'ok' : checks.map(({ detail }) => detail).join('; ')
  }
  const described = (change: object): Twist => ({
    discovery: (honest) => ({ ...honest, ...change }),
  })

  test('is taken when it is right, and told check by check', async () => {
    expect(await inspect(provider.issuer, ['openid', 'calendar'])).toEqual({
      ok: true,
      checks: [
        { name: 'Description', ok: true, detail: address() },
        { name: 'Signatures', ok: true, detail: 'RS256, PS256, ES256' },
        { name: 'Signing keys', ok: true, detail: '2 keys' },
        { name: 'PKCE', ok: true, detail: 'S256' },
        { name: 'Scopes', ok: true, detail: 'It does not list calendar' },
      ],
    })
  })

  test('is of the issuer to the letter', async () => {
    expect(await said(described({ issuer: 'https://evil.example' }))).toMatch(/another issuer/)
    expect(await said(described({ issuer: `${provider.issuer}/` }))).toMatch(/with a slash/)
  })

  test('names no endpoint that is less safe than the issuer', async () => {
    const elsewhere = { token_endpoint: 'http://idp.example/token' }
    expect(await said(described(elsewhere))).toMatch(/token_endpoint must begin with https/)
    const mixed = { jwks_uri: 'https://idp.example/keys' }
    expect(await said(described(mixed))).toMatch(/jwks_uri is not http/)
    const odd = { userinfo_endpoint: 'file:///etc/passwd' }
    expect(await said(described(odd))).toMatch(/userinfo_endpoint/)
  })

  test('offers a signature that proves something', async () => {
    const weak = { id_token_signing_alg_values_supported: ['none', 'HS256'] }
    expect(await said(described(weak))).toMatch(/none of RS256/)
  })

  test('is asked for on this machine or by https only', async () => {
    expect(await said({}, 'http://idp.example')).toMatch(/https/)
    expect(await said({}, 'ftp://127.0.0.1/')).toMatch(/https/)
    await expect(discover('http://127.0.0.1.evil.example')).rejects.toThrow(/https/)
  })

  test('that lacks something says what', async () => {
    expect(await said({ discovery: () => ({ issuer: provider.issuer }) })).toMatch(/lacks/)
    expect(await said({ answer: (_, res) => Boolean(res.end('<html>')) })).toMatch(/not JSON/)
    expect(await said({}, 'http://127.0.0.1:1')).toMatch(/Nothing listens/)
  })

  test('without keys will not do', async () => {
    const none: Twist = {
      answer: (path, res) => path === '/keys' && Boolean(res.end('{"keys":[]}')),
    }
    expect(await said(none)).toMatch(/publishes no key/)
  })
})
