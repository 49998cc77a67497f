// next-auth as a function from a plain request to a Response. Its own handler for routes reads cookies
// and query from Next; this one is told exactly what it may know.
import NextAuth from 'next-auth'
import { noStore } from '@/lib/http/errors'
import { authOptions, type SignOn } from '@/lib/http/sign-in'

/** A request as next-auth's handler for plain objects takes it. */
export type AuthRequest = {
  method: 'GET' | 'POST'
  query: Record<string, string | string[]>
  cookies: Record<string, string>
  headers: Record<string, string>
  body: Record<string, string> | undefined
}

/** What next-auth answers, collected: it writes to the reply of Node's own server. */
class AuthReply {
  code = 200
  readonly headers = new Map<string, string | string[]>()
  text = ''

  status(code: number): this {
    this.code = code
    return this
  }

  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value)
    return this
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase())
  }

  json(value: unknown): void {
    this.setHeader('content-type', 'application/json')
    this.text = JSON.stringify(value)
  }

  send(value: unknown): void {
    if (typeof value === 'object' && value !== null) this.json(value)
    else this.text = typeof value === 'string' ? value : ''
  }

  end(): void {}

  response(): Response {
    const headers = new Headers(noStore)
    for (const [name, value] of this.headers)
      for (const one of [value].flat())
        name === 'set-cookie' ? headers.append(name, one) : headers.set(name, one)
    headers.set('cache-control', 'no-store')
    return new Response(this.text === '' ? null : this.text, { status: this.code, headers })
  }
}

type Answer = (request: AuthRequest, reply: AuthReply) => Promise<void>

/** next-auth's answer to that request of that path. */
export async function askNextAuth(
  path: readonly string[],
  request: AuthRequest,
  signOn?: SignOn,
): Promise<Response> {
  const reply = new AuthReply()
  const answer: Answer = NextAuth(authOptions(signOn))
  await answer({ ...request, query: { ...request.query, nextauth: [...path] } }, reply)
  return reply.response()
}
