// A real OpenID provider on this machine (the package oidc-provider), with people that a test changes
// while it runs. Its sign-in page asks for a name and takes any password.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'

export type OidcPerson = {
  email: string
  email_verified: boolean
  name: string
  groups: string[]
}

export type OidcProvider = {
  issuer: string
  client_id: string
  client_secret: string
  /** By what they type as their name, which is also their subject. */
  people: Map<string, OidcPerson>
  stop: () => Promise<void>
}

const client_id = 'muster'
const client_secret = 'a secret of the real provider and of Muster'

function configuration(redirect: string, people: OidcProvider['people']): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', kty: 'RSA' }
  return {
    clients: [{ client_id, client_secret, redirect_uris: [redirect] }],
    jwks: { keys: [key] },
    cookies: { keys: ['cookies of a test'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: {
      openid: ['sub', 'auth_time'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      groups: ['groups'],
    },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    // Nobody is asked whether Muster may know their name.
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc
      const grant = new provider.Grant({
        ...(client ? { clientId: client.clientId } : {}),
        ...(session?.accountId ? { accountId: session.accountId } : {}),
      })
      grant.addOIDCScope('openid email profile groups')
      await grant.save()
      return grant
    },
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** Starts one that sends people back to Muster at that address. */
export async function startOidcProvider(publicUrl: string): Promise<OidcProvider> {
  const people: OidcProvider['people'] = new Map()
  let answer: ReturnType<Provider['callback']> | undefined
  const server = createServer((req, res) => void answer?.(req, res))
  const issuer = `http://127.0.0.1:${await listening(server)}`
  const provider = new Provider(issuer, configuration(`${publicUrl}/api/auth/callback/sso`, people))
  answer = provider.callback()
  return {
    issuer,
    client_id,
    client_secret,
    people,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
