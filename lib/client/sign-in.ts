// Signing in from the form: next-auth's own protocol, spoken directly, so that a server that is away
// is a sentence under the form and not another page.
import {
  parseSignInFailure,
  SignInAnswer,
  SignInCsrf,
  type SignInFailure,
} from '@/lib/wire/sign-in'
import { adoptPreferences } from './use-preferences'

export type SignInOutcome = { failure?: SignInFailure; seconds: number }

/** Sets the session cookie, or says why not. Never throws. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    const csrf = SignInCsrf.parse(await (await fetch('/api/auth/csrf')).json())
    const reply = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...csrf, email, password, callbackUrl: '/', json: 'true' }),
    })
    const { url } = SignInAnswer.parse(await reply.json())
    const error = new URL(url, window.location.origin).searchParams.get('error')
    if (reply.ok && error === null) {
      await adoptPreferences()
      return { seconds: 0 }
    }
    return parseSignInFailure(error ?? '')
  } catch {
    return { failure: 'unavailable', seconds: 0 }
  }
}
