// Browser sign-in by next-auth. Its JWT is ours: the cookie holds only the opaque session token, so
// a session is revoked in the database and nothing can be read from, or forged into, a cookie.
import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { bearerOf } from '@/lib/domain/sessions'
import { type NewSignIn, signIn, signOut } from '@/lib/domain/sign-in'
import { announcePublicUrl, env } from '@/lib/env'
import { clientAddress } from '@/lib/http/address'
import { cookieName, cookieOptions } from '@/lib/http/cookies'
import { serverKey } from '@/lib/keys'
import { AppError } from '@/lib/wire/errors'
import { signInFailure } from '@/lib/wire/sign-in'

const absoluteSeconds = 24 * 60 * 60

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

/** The options, made for the current PUBLIC_URL; no variable of next-auth's own needs setting. */
export function authOptions(): NextAuthOptions {
  const { PUBLIC_URL } = env()
  announcePublicUrl(PUBLIC_URL)
  return {
    secret: serverKey('next-auth').toString('base64url'),
    providers: [password],
    session: { strategy: 'jwt', maxAge: absoluteSeconds },
    pages: { signIn: '/login', error: '/login', signOut: '/login' },
    useSecureCookies: PUBLIC_URL.startsWith('https:'),
    cookies: {
      sessionToken: { name: cookieName('session'), options: cookieOptions() },
      csrfToken: { name: cookieName('csrf'), options: cookieOptions() },
      callbackUrl: { name: cookieName('callback'), options: cookieOptions() },
    },
    jwt: {
      encode: async ({ token }) => text(token?.session_token),
      decode: async ({ token }) => {
        const bearer = token ? await bearerOf(token) : null
        return bearer ? { sub: String(bearer.viewer.user_id), session_token: token } : null
      },
    },
    callbacks: {
      jwt: ({ token, user }) =>
        user && 'session_token' in user ? { ...token, session_token: user.session_token } : token,
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        const bearer = token ? await bearerOf(text(token.session_token)) : null
        if (bearer) await signOut(bearer.viewer, '')
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  }
}
