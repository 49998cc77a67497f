// Signing in at the organisation's provider: leaving for it, and windows that come back from there and
// tell the page that opened them. A window that has been elsewhere has lost its opener; a channel has not.
import { ErrorBody } from '@/lib/wire/errors'
import { SignInAnswer, SignInCsrf } from '@/lib/wire/sign-in'
import { SignOnNews, type SsoPurpose } from '@/lib/wire/sso'

/** Why the browser has not left: a sentence, and the server's number for it, if it has one. */
export type SignOnFailure = { message: string; uuid: string }

const unreached = { message: 'The server cannot be reached. Try again in a moment.', uuid: '' }

/** Leaves for the provider; resolves only where that did not work. Never throws. */
export async function leaveForSignOn(
  purpose: SsoPurpose,
  returnTo: string,
): Promise<SignOnFailure | undefined> {
  try {
    const { csrfToken } = SignInCsrf.parse(await (await fetch('/api/auth/csrf')).json())
    const reply = await fetch('/api/auth/signin/sso', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, purpose, return_to: returnTo }),
    })
    const body: unknown = await reply.json()
    if (!reply.ok) return ErrorBody.pick({ message: true, uuid: true }).parse(body)
    window.location.assign(SignInAnswer.parse(body).url)
    return undefined
  } catch {
    return unreached
  }
}

const channel = 'muster-sign-on'

/** For a window that is back: tells the page that waits for it. */
export function announceSignOn(news: SignOnNews): void {
  const said = new BroadcastChannel(channel)
  said.postMessage(news)
  said.close()
}

/** Opens a window that goes to the provider for that purpose. Call it in a click. */
export function openSignOn(purpose: Exclude<SsoPurpose, 'sign_in'>): void {
  window.open(`/login/again?for=${purpose}`, '_blank', 'popup,width=520,height=720')
}

/** Listens for windows that come back; returns how to stop. */
export function onSignOn(listen: (news: SignOnNews) => void): () => void {
  const heard = new BroadcastChannel(channel)
  heard.onmessage = ({ data }: MessageEvent<unknown>) => {
    const news = SignOnNews.safeParse(data)
    if (news.success) listen(news.data)
  }
  return () => heard.close()
}
