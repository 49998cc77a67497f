// Browser sign-in by next-auth. Its JWT is ours: the cookie holds only the opaque session token, so
// a session is revoked in the database and nothing can be read from, or forged into, a cookie.
import type { NextAuthOptions, User } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { bearerOf } from '@/lib/domain/sessions'
import { type NewSignIn, signIn, signOut } from '@/lib/domain/sign-in'
import { announcePublicUrl, env } from '@/lib/env'
import { clientAddress } from '@/lib/http/address'
import { cookieName, cookieOptions } from '@/lib/http/cookies'
import { localPath } from '@/lib/http/return-to'
import { journeySeconds } from '@/lib/http/sso-journey'
import { serverKey } from '@/lib/keys'
import { AppError } from '@/lib/wire/errors'
import { signInFailure } from '@/lib/wire/sign-in'

type Provider = NextAuthOptions['providers'][number]

/** A sign-in through an OpenID provider: whom next-auth asks, and what becomes of the answer. */
export type SignOn = {
  provider: Provider
  /** A session token, or the address to go to without one. Never throws. */
  arrive: () => Promise<{ session_token: string } | { leave_for: string }>
}

/** The longest that a session can be set to live; when it really ends, the database says. */
const cookieSeconds = 720 * 60 * 60

type Headers = Record<string, unknown>

/** next-auth carries a refusal to the form as the message of an Error and nothing more. */
function refusal(error: unknown): Error {
  const known = error instanceof AppError ? error : undefined
  if (known?.code === 'rate_limited')
    return new Error(signInFailure('throttled', known.retryAfterSeconds))
  if (known?.code === 'unauthenticated') return new Error(signInFailure('refused'))
  return new Error(signInFailure('unavailable'))
}

function startedBy(
  given: Record<string, string> | undefined,
  headers: Headers,
): Promise<NewSignIn> {
  const { email = '', password = '' } = given ?? {}
  const agent = headers['user-agent']
  return signIn(
    { email: email.slice(0, 1_024), password: password.slice(0, 4_096) },
    { address: clientAddress(headers), user_agent: typeof agent === 'string' ? agent : '' },
  )
}

const password = CredentialsProvider({
  credentials: { email: { type: 'email' }, password: { type: 'password' } },
  async authorize(given, request) {
    try {
      const { user, token } = await startedBy(given, request.headers ?? {})
      return { id: String(user.id), session_token: token }
    } catch (error) {
      throw refusal(error)
    }
  },
})

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Cookies of a sign-in under way, which end by themselves. */
const passing = () => ({ ...cookieOptions(), maxAge: journeySeconds })

function callbacks(signOn: SignOn | undefined): NonNullable<NextAuthOptions['callbacks']> {
  return {
    async signIn({ user, account }: { user: User; account: { provider: string } | null }) {
      if (account?.provider !== 'sso') return true
      const arrived = signOn ? await signOn.arrive() : { leave_for: `${env().PUBLIC_URL}/login` }
      if ('leave_for' in arrived) return arrived.leave_for
      Object.assign(user, arrived)
      return true
    },
    // Only ever a path of this site, whatever a form or a cookie asks for.
    redirect: ({ url }) => {
      const { PUBLIC_URL } = env()
      const path = url.startsWith(`${PUBLIC_URL}/`) ? url.slice(PUBLIC_URL.length) : url
      return `${PUBLIC_URL}${localPath(path)}`
    },
    jwt: ({ token, user }) =>
      user && 'session_token' in user ? { ...token, session_token: user.session_token } : token,
    session: ({ session }) => ({ expires: session.expires }),
  }
}

/** The options, made for the current PUBLIC_URL; no variable of next-auth's own needs setting. */
export function authOptions(signOn?: SignOn): NextAuthOptions {
  const { PUBLIC_URL } = env()
  announcePublicUrl(PUBLIC_URL)
  return {
    secret: serverKey('next-auth').toString('base64url'),
    providers: signOn ? [password, signOn.provider] : [password],
    session: { strategy: 'jwt', maxAge: cookieSeconds },
    pages: { signIn: '/login', error: '/login', signOut: '/login' },
    useSecureCookies: PUBLIC_URL.startsWith('https:'),
    cookies: {
      sessionToken: { name: cookieName('session'), options: cookieOptions() },
      csrfToken: { name: cookieName('csrf'), options: cookieOptions() },
      callbackUrl: { name: cookieName('callback'), options: cookieOptions() },
      state: { name: cookieName('state'), options: passing() },
      pkceCodeVerifier: { name: cookieName('pkce'), options: passing() },
      nonce: { name: cookieName('nonce'), options: passing() },
    },
    jwt: {
      encode: async ({ token }) => text(token?.session_token),
      decode: async ({ token }) => {
        const bearer = token ? await bearerOf(token) : null
        return bearer ? { sub: String(bearer.viewer.user_id), session_token: token } : null
      },
    },
    callbacks: callbacks(signOn),
    events: {
      async signOut({ token }) {
        const bearer = token ? await bearerOf(text(token.session_token)) : null
        if (bearer) await signOut(bearer.viewer, '')
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  }
}
