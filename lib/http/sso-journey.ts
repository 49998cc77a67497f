// What a browser keeps while its person is at the provider: what for, where to go after, whose session
// asked. Signed by this server and bound to the `state` of that one request; nothing of it is secret.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { cookieLine, readCookie } from '@/lib/http/cookies'
import { serverKey } from '@/lib/keys'
import { SsoJourney } from '@/lib/wire/sso'

/** As long as next-auth keeps its own cookies of the same sign-in. */
export const journeySeconds = 15 * 60

function signatureOf(body: string): Buffer {
  return createHmac('sha256', serverKey('sso journey')).update(body).digest()
}

export function journeyCookie(journey: SsoJourney): string {
  const body = Buffer.from(JSON.stringify(journey)).toString('base64url')
  return cookieLine('journey', `${body}.${signatureOf(body).toString('base64url')}`, journeySeconds)
}

/** Set-Cookie values that end a journey, whatever came of it: no part of it is used twice. */
export function endedJourney(): string[] {
  return (['journey', 'state', 'pkce', 'nonce'] as const).map((name) => cookieLine(name, '', 0))
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** The journey that this browser began with that `state`, if it did and not too long ago. */
export function journeyOf(
  cookies: string | null,
  state: string | null,
  now: number,
): SsoJourney | undefined {
  const [body = '', signature = ''] = (readCookie(cookies, 'journey') ?? '').split('.')
  const given = Buffer.from(signature, 'base64url')
  const right = signatureOf(body)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const journey = SsoJourney.safeParse(parsed(body))
  if (!journey.success || journey.data.state !== state) return undefined
  return now / 1_000 - journey.data.at <= journeySeconds ? journey.data : undefined
}
