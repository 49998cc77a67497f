// The provider as next-auth is told of it. next-auth and openid-client keep state, nonce and PKCE and
// check the token; what is ours is the list of signatures, the bounds and the words of a refusal.
import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { Connection } from '@/lib/domain/sso'
import { signingAlgorithms } from '@/lib/domain/sso-discovery'
import { boundHttp } from '@/lib/domain/sso-outbound'
import { claimsOf, type RawClaims } from '@/lib/domain/sso-sign-in'
import { AppError } from '@/lib/wire/errors'
import type { Discovery, SsoPurpose } from '@/lib/wire/sso'

type Config = OAuthConfig<RawClaims>
type TokenEndpoint = Extract<NonNullable<Config['token']>, object>
type TokenContext = Parameters<NonNullable<TokenEndpoint['request']>>[0]
type Client = TokenContext['client']
type Tokens = Awaited<ReturnType<Client['grant']>>

const skewSeconds = 60

/** What next-auth does not hand on: the claims that held, or in words why they did not. */
export type Outcome = { fault?: string; claims?: RawClaims }

const refused = (reason: string) => new AppError('forbidden', reason)

function part(token: string, index: 0 | 1): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'),
    )
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The client that takes just this token's signature, when it is one that proves anything. */
function strictClient(client: Client, token: string): Client {
  const alg = signingAlgorithms.find((name) => name === part(token, 0).alg)
  if (!alg) {
    const given = String(part(token, 0).alg).slice(0, 40)
    throw refused(`The token is signed by ${given}; ${signingAlgorithms.join(', ')} are taken`)
  }
  const strict = new client.issuer.Client({ ...client.metadata, id_token_signed_response_alg: alg })
  // What next-auth set on its client by symbols (10 s for clocks that differ) holds for this one too.
  for (const symbol of Object.getOwnPropertySymbols(client))
    Reflect.set(strict, symbol, Reflect.get(client, symbol))
  return strict
}

function refuseAnswer(found: Discovery, { params, checks }: TokenContext): void {
  if (!checks.state || params.state !== checks.state)
    throw refused('The state is not the one that this browser was sent away with')
  if (params.iss !== undefined && params.iss !== found.issuer)
    throw refused('The answer comes from another issuer')
  if (params.iss === undefined && found.authorization_response_iss_parameter_supported)
    throw refused('The answer does not say from which issuer it comes')
  if (!params.code) throw refused('The answer holds no code')
}

/** Changes the code for tokens and checks the id token: signature, issuer, audience, times, nonce. */
async function exchange(found: Discovery, context: TokenContext): Promise<Tokens> {
  refuseAnswer(found, context)
  const { client, params, checks, provider } = context
  const { state = '' } = params
  const tokens = await client.grant({
    grant_type: 'authorization_code',
    code: params.code,
    redirect_uri: provider.callbackUrl,
    code_verifier: checks.code_verifier,
  })
  const { id_token, access_token } = tokens
  if (!id_token) throw refused('The provider sent no id token')
  const nonce = 'nonce' in checks ? checks.nonce : undefined
  if (!nonce) throw refused('The sign-in has no nonce')
  const hashed = access_token !== undefined && part(id_token, 1).at_hash !== undefined
  await strictClient(client, id_token).callback(
    provider.callbackUrl,
    { state, id_token, ...(hashed ? { access_token, token_type: 'Bearer' } : {}) },
    { state, nonce, response_type: 'id_token' },
  )
  if (tokens.claims().iat > Date.now() / 1_000 + skewSeconds)
    throw refused('The token is of the future: compare the clocks')
  return tokens
}

const has = (claims: RawClaims, name: string) =>
  Object.hasOwn(claims, name) || Object.hasOwn(claims, name.split('.')[0] ?? name)

/** The token's claims and, where it leaves some out that are needed, those of the userinfo endpoint. */
async function claimed(connection: Connection, found: Discovery, client: Client, tokens: Tokens) {
  const { groups_claim } = connection
  const claims: RawClaims = { ...tokens.claims() }
  const lacks = !has(claims, 'email') || (groups_claim !== '' && !has(claims, groups_claim))
  if (!lacks || !found.userinfo_endpoint || !tokens.access_token) return claims
  // openid-client compares its subject with the token's.
  return { ...(await client.userinfo(tokens)), ...claims }
}

function wordsOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return error instanceof AppError
    ? said
    : `The provider's answer was refused: ${said.slice(0, 400)}`
}

/** Both steps in one; a failure, which next-auth hides, is kept in words. */
async function redeem(
  connection: Connection,
  found: Discovery,
  context: TokenContext,
  outcome: Outcome,
) {
  try {
    const tokens = await exchange(found, context)
    outcome.claims = await claimed(connection, found, context.client, tokens)
    claimsOf(connection, outcome.claims)
    return { tokens }
  } catch (error) {
    outcome.fault = wordsOf(error)
    throw error
  }
}

/** Asks for a fresh sign-in where that is what the journey is for. */
const askedFor: Record<SsoPurpose, Record<string, string | number>> = {
  sign_in: {},
  test: {},
  prove: { prompt: 'login', max_age: 0 },
  link: {},
}

function authMethod(connection: Connection, found: Discovery) {
  if (connection.client_secret === undefined) return 'none'
  const methods = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post'
}

/** next-auth's provider `sso` for one request. */
export function ssoProvider(
  connection: Connection,
  found: Discovery,
  purpose: SsoPurpose,
  outcome: Outcome,
): Config {
  const { client_id, client_secret, scopes } = connection
  return {
    id: 'sso',
    name: 'sso',
    type: 'oauth',
    issuer: found.issuer,
    jwks_endpoint: found.jwks_uri,
    authorization: {
      url: found.authorization_endpoint,
      params: { scope: scopes.join(' '), ...askedFor[purpose] },
    },
    token: {
      url: found.token_endpoint,
      request: (context) => redeem(connection, found, context, outcome),
    },
    userinfo: {
      ...(found.userinfo_endpoint ? { url: found.userinfo_endpoint } : {}),
      request: () => outcome.claims ?? {},
    },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    clientId: client_id,
    ...(client_secret === undefined ? {} : { clientSecret: client_secret }),
    client: { token_endpoint_auth_method: authMethod(connection, found) },
    httpOptions: boundHttp(found.issuer),
    profile: (claims) => ({ id: String(claims.sub) }),
  }
}
