// An OpenID provider that does as it is told, also what none should: for tests of what is refused.
// Loopback, port 0. Codes are for one use and one PKCE challenge, as at an honest one.
import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

type Json = Record<string, unknown>

/** What to do otherwise than an honest provider would. */
export type Twist = {
  discovery?: (honest: Json) => Json
  claims?: (honest: Json) => Json
  header?: Json
  /** Signs with these bytes (HMAC), or with a key that is not published. */
  sign_with?: 'client_secret' | 'public_key' | 'another_key' | 'ES256' | 'PS256'
  userinfo?: Json
  /** Answers by itself; returns false to leave it to the honest provider. */
  answer?: (path: string, res: ServerResponse) => boolean
}

type Grant = { nonce: string; challenge: string; claims: Json }

const base64 = (value: Json | Buffer) =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url')

const seconds = () => Math.floor(Date.now() / 1_000)

async function bodyOf(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

export class FakeProvider {
  readonly client_id = 'muster'
  readonly client_secret = 'a secret between the two, of more than thirty-two bytes'
  twist: Twist = {}
  /** The paths that were asked for, in order. */
  readonly asked: string[] = []
  private readonly rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  private readonly ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  private readonly stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  private readonly grants = new Map<string, Grant>()
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeProvider> {
    const server = createServer()
    const provider = new FakeProvider(server)
    server.on('request', (req, res) => void provider.answer(req, res))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return provider
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  get issuer(): string {
    const address = this.server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** The person of these claims agrees to what the address asks: where their browser is sent back. */
  authorize(address: string, claims: Json): string {
    const asked = new URL(address).searchParams
    const code = randomBytes(16).toString('base64url')
    this.grants.set(code, {
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
      claims,
    })
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    back.searchParams.set('iss', this.issuer)
    return back.href
  }

  private signature(input: string): Buffer {
    const how = this.twist.sign_with
    if (how === 'client_secret')
      return createHmac('sha256', this.client_secret).update(input).digest()
    if (how === 'public_key') {
      const pem = this.rsa.publicKey.export({ type: 'spki', format: 'pem' })
      return createHmac('sha256', pem).update(input).digest()
    }
    const data = Buffer.from(input)
    if (how === 'ES256')
      return sign('sha256', data, { key: this.ec.privateKey, dsaEncoding: 'ieee-p1363' })
    const key: KeyObject = how === 'another_key' ? this.stranger.privateKey : this.rsa.privateKey
    if (how === 'PS256') return sign('sha256', data, { key, padding: 6, saltLength: 32 })
    return sign('sha256', data, key)
  }

  private token(claims: Json): string {
    const how = this.twist.sign_with
    const alg = how === 'ES256' || how === 'PS256' ? how : 'RS256'
    const header = { alg, kid: alg === 'ES256' ? 'ec' : 'rsa', typ: 'JWT', ...this.twist.header }
    const input = `${base64(header)}.${base64(claims)}`
    return header.alg === 'none' ? `${input}.` : `${input}.${base64(this.signature(input))}`
  }

  private discovery(): Json {
    const { issuer } = this
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'HS256', 'none'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: ['openid', 'email', 'profile', 'groups'],
      authorization_response_iss_parameter_supported: true,
    }
  }

  private keys(): Json {
    const rsa = { ...this.rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa', use: 'sig' }
    const ec = { ...this.ec.publicKey.export({ format: 'jwk' }), kid: 'ec', use: 'sig' }
    return { keys: [rsa, ec] }
  }

  private redeem(form: URLSearchParams): Json | undefined {
    const code = form.get('code') ?? ''
    const grant = this.grants.get(code)
    this.grants.delete(code)
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
    if (!grant || verifier.digest('base64url') !== grant.challenge) return undefined
    const now = seconds()
    const honest: Json = {
      iss: this.issuer,
      aud: this.client_id,
      iat: now,
      exp: now + 300,
      auth_time: now,
      nonce: grant.nonce,
      ...grant.claims,
    }
    const claims = this.twist.claims ? this.twist.claims(honest) : honest
    return { access_token: 'access', token_type: 'Bearer', id_token: this.token(claims) }
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
    this.asked.push(path)
    if (this.twist.answer?.(path, res)) return
    const send = (status: number, body: Json) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (path === '/.well-known/openid-configuration')
      return void send(200, this.twist.discovery?.(this.discovery()) ?? this.discovery())
    if (path === '/keys') return void send(200, this.keys())
    if (path === '/userinfo') return void send(200, this.twist.userinfo ?? {})
    if (path !== '/token') return void send(404, { error: 'not_found' })
    const tokens = this.redeem(await bodyOf(req))
    send(tokens ? 200 : 400, tokens ?? { error: 'invalid_grant' })
  }
}
