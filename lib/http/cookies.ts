// The session cookie: `__Host-` and Secure when PUBLIC_URL is https, plain on http; always HttpOnly
// and SameSite=Lax. It holds the opaque session token and nothing else.
import { env } from '@/lib/env'

const secure = () => env().PUBLIC_URL.startsWith('https:')

type CookieOfOurs = 'session' | 'csrf' | 'callback' | 'state' | 'pkce' | 'nonce' | 'journey'

/** The name of a cookie of ours under the current PUBLIC_URL. */
export function cookieName(name: CookieOfOurs): string {
  return secure() ? `__Host-muster-${name}` : `muster-${name}`
}

export function cookieOptions() {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: secure() } as const
}

/** The value of that cookie of ours in a Cookie header. */
export function readCookie(header: string | null, of: CookieOfOurs): string | undefined {
  const name = cookieName(of)
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** The session token that a Cookie header carries. */
export function sessionCookie(header: string | null): string | undefined {
  return readCookie(header, 'session')
}

/** A Set-Cookie value: a value for so many seconds, or none from now on. */
export function cookieLine(of: CookieOfOurs, value: string, seconds: number): string {
  const flags = secure() ? '; Secure' : ''
  return `${cookieName(of)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${flags}`
}

/** A Set-Cookie value that removes the session cookie. */
export function clearedSessionCookie(): string {
  return cookieLine('session', '', 0)
}
