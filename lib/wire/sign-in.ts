// Why a sign-in by the form did not succeed, as the one line of text that next-auth can carry.

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
