// A browser as far as single sign-on needs one: it keeps cookies, leaves for a provider and comes back
// through the same doors as a real one.
import { authDoor } from '@/lib/http/auth-door'
import type { SsoPurpose } from '@/lib/wire/sso'

const origin = 'http://localhost:3000'

const context = (path: string) => ({
  params: Promise.resolve({ nextauth: path.split('/').slice(3) }),
})

type Away = { purpose?: SsoPurpose; return_to?: string; form?: Record<string, string> }

export class SsoBrowser {
  readonly cookies = new Map<string, string>()

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const jar = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (jar !== '') headers.set('cookie', jar)
    const url = new URL(path, origin)
    const reply = await authDoor(new Request(url, { ...init, headers }), context(url.pathname))
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return reply
  }

  async csrf(): Promise<string> {
    return (await (await this.ask('/api/auth/csrf')).json()).csrfToken
  }

  /** Posts the form that leaves for the provider. */
  async askToLeave({ purpose = 'sign_in', return_to = '/', form = {} }: Away = {}) {
    const csrfToken = await this.csrf()
    return this.ask('/api/auth/signin/sso', {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ csrfToken, purpose, return_to, ...form }),
    })
  }

  /** Where the browser is sent to, at the provider. */
  async leave(away: Away = {}): Promise<string> {
    const reply = await this.askToLeave(away)
    const body = await reply.json()
    if (!reply.ok) throw new Error(`${reply.status}: ${JSON.stringify(body)}`)
    return body.url
  }

  /** Follows the provider's redirect; resolves to where the server leads from there. */
  async arrive(back: string): Promise<URL> {
    const reply = await this.ask(back)
    if (reply.status !== 302) throw new Error(`${reply.status} ${await reply.text()}`)
    return new URL(reply.headers.get('location') ?? '')
  }

  get session(): string | undefined {
    return this.cookies.get('muster-session')
  }
}
