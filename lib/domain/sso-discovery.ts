// What an OpenID provider says of itself at its well-known address, checked before it is believed:
// the issuer to the letter, every endpoint as safe as the issuer, only signatures that prove something.
import { readJson } from '@/lib/domain/sso-outbound'
import { pinned } from '@/lib/global'
import { AppError } from '@/lib/wire/errors'
import { addressFault, Discovery, type SsoReport } from '@/lib/wire/sso'

/** Signatures by a key that only the provider has. Never `none`, never HMAC, which we could make. */
export const signingAlgorithms = ['RS256', 'PS256', 'ES256'] as const

const keptMs = 600_000
const failureKeptMs = 5_000

const wellKnown = '/.well-known/openid-configuration'

/** Where a provider describes itself. */
export function discoveryAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}${wellKnown}`
}

const wrong = (detail: string) => new AppError('unavailable', detail)

/** Endpoints are https, or all of them on this machine where the issuer is. */
function refuseEndpoints(issuer: string, found: Discovery): void {
  const scheme = new URL(issuer).protocol
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = found
  const endpoints = { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint }
  for (const [name, address] of Object.entries(endpoints)) {
    if (address === undefined) continue
    const fault = addressFault(address)
    if (fault) throw wrong(`Its ${name} ${fault}`)
    if (new URL(address).protocol !== scheme) throw wrong(`Its ${name} is not ${scheme}//`)
  }
}

function refuseIssuer(issuer: string, found: Discovery): void {
  if (found.issuer === issuer) return
  const near = found.issuer.replace(/\/$/, '') === issuer.replace(/\/$/, '')
  throw wrong(
    near
      ? `It calls itself ${found.issuer}, with${found.issuer.endsWith('/') ? '' : 'out'} a slash at the end: give it exactly so`
      : `It calls itself ${found.issuer.slice(0, 200)}, which is another issuer`,
  )
}

function refuseAlgorithms({ id_token_signing_alg_values_supported: offered }: Discovery): void {
  if (!offered || offered.some((name) => signingAlgorithms.some((known) => known === name))) return
  throw wrong(`It signs with none of ${signingAlgorithms.join(', ')}, the signatures taken here`)
}

async function read(issuer: string): Promise<Discovery> {
  const fault = issuer === '' ? 'is not set' : addressFault(issuer)
  if (fault) throw wrong(`The issuer ${fault}`)
  const parsed = Discovery.safeParse(await readJson(discoveryAddress(issuer)))
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'its shape'
    throw wrong(`Its description lacks or misstates ${field}`)
  }
  refuseIssuer(issuer, parsed.data)
  refuseEndpoints(issuer, parsed.data)
  refuseAlgorithms(parsed.data)
  return parsed.data
}

type Kept = { until: number; found: Promise<Discovery> }

const kept = () => pinned('sso.discoveries', () => new Map<string, Kept>())

/** The provider's description, at most ten minutes old. Throws `unavailable` in words. */
export function discover(issuer: string): Promise<Discovery> {
  const known = kept().get(issuer)
  if (known && known.until > performance.now()) return known.found
  const found = read(issuer)
  const entry = { until: performance.now() + keptMs, found }
  kept().clear()
  kept().set(issuer, entry)
  // A failure is not asked again at once: whoever retries waits with the provider, not on it.
  found.catch(() => {
    entry.until = performance.now() + failureKeptMs
  })
  return found
}

const forgotten = (issuer: string) => kept().delete(issuer)

type Check = SsoReport['checks'][number]

async function keysCheck({ jwks_uri }: Discovery): Promise<Check> {
  const name = 'Signing keys'
  try {
    const found = await readJson(jwks_uri)
    const keys = typeof found === 'object' && found !== null && 'keys' in found ? found.keys : null
    if (!Array.isArray(keys) || keys.length === 0)
      return { name, ok: false, detail: 'The provider publishes no key to check signatures with' }
    return { name, ok: true, detail: keys.length === 1 ? '1 key' : `${keys.length} keys` }
  } catch (error) {
    const detail = error instanceof AppError ? error.message : 'They cannot be read'
    return { name, ok: false, detail }
  }
}

function pkceCheck({ code_challenge_methods_supported: methods }: Discovery): Check {
  const ok = methods?.includes('S256') ?? false
  const silent = 'It does not say that it takes PKCE (S256); sign-in sends it all the same'
  return { name: 'PKCE', ok: true, detail: ok ? 'S256' : silent }
}

function scopesCheck({ scopes_supported: offered }: Discovery, scopes: readonly string[]): Check {
  const missing = offered ? scopes.filter((scope) => !offered.includes(scope)) : []
  const detail = missing.length > 0 ? `It does not list ${missing.join(', ')}` : scopes.join(' ')
  return { name: 'Scopes', ok: true, detail }
}

/** Looks at the provider afresh and says of each part whether it will do. Never throws. */
export async function inspect(issuer: string, scopes: readonly string[]): Promise<SsoReport> {
  forgotten(issuer)
  const name = 'Description'
  try {
    const found = await discover(issuer)
    const algorithms = found.id_token_signing_alg_values_supported ?? ['RS256']
    const taken = signingAlgorithms.filter((known) => algorithms.includes(known))
    const checks = [
      { name, ok: true, detail: discoveryAddress(issuer) },
      { name: 'Signatures', ok: true, detail: taken.join(', ') },
      await keysCheck(found),
      pkceCheck(found),
      scopesCheck(found, scopes),
    ]
    return { ok: checks.every(({ ok }) => ok), checks }
  } catch (error) {
    const detail = error instanceof AppError ? error.message : 'It cannot be read'
    return { ok: false, checks: [{ name, ok: false, detail }] }
  }
}
