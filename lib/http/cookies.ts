// The session cookie: `__Host-` and Secure when PUBLIC_URL is https, plain on http; always HttpOnly
// and SameSite=Lax. It holds the opaque session token and nothing else.
import { env } from '@/lib/env'

const secure = () => env().PUBLIC_URL.startsWith('https:')

/** The name of a cookie of ours under the current PUBLIC_URL. */
export function cookieName(name: 'session' | 'csrf' | 'callback'): string {
  return secure() ? `__Host-muster-${name}` : `muster-${name}`
}

export function cookieOptions() {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: secure() } as const
}

/** The session token that a Cookie header carries. */
export function sessionCookie(header: string | null): string | undefined {
  const name = cookieName('session')
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** A Set-Cookie value that removes the session cookie. */
export function clearedSessionCookie(): string {
  const flags = secure() ? '; Secure' : ''
  return `${cookieName('session')}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${flags}`
}
