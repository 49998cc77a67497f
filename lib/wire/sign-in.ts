// Why a sign-in by the form did not succeed, as the one line of text that next-auth can carry.
import { z } from 'zod'

export type SignInFailure = 'refused' | 'throttled' | 'unavailable'

export function signInFailure(failure: SignInFailure, seconds = 0): string {
  return failure === 'throttled' ? `throttled:${Math.ceil(seconds)}` : failure
}

/** The failure and, when throttled, the seconds until the next try. */
export function parseSignInFailure(text: string): { failure: SignInFailure; seconds: number } {
  const throttled = /^throttled:([0-9]{1,6})$/.exec(text)
  if (throttled) return { failure: 'throttled', seconds: Number(throttled[1]) }
  return { failure: text === 'refused' ? 'refused' : 'unavailable', seconds: 0 }
}

/** What next-auth says when it is asked for a token against forged sign-ins. */
export const SignInCsrf = z.object({ csrfToken: z.string() })

/** What next-auth says to a sign-in: where it would lead, with the failure in its query. */
export const SignInAnswer = z.object({ url: z.string() })

/** The password again, of whoever has signed in, before what many hosts would feel. */
export const SessionProof = z.strictObject({ password: z.string().min(1).max(1_000) })
