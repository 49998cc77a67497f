// The door to next-auth: five paths of it, each with its method, and nothing else. A write comes from
// this site or not at all; bodies are bounded; what a query says never reaches next-auth's options.
import { randomUUID } from 'node:crypto'
import { env } from '@/lib/env'
import { readText } from '@/lib/http/body'
import { errorResponse, unknownPath } from '@/lib/http/errors'
import { type AuthRequest, askNextAuth } from '@/lib/http/next-auth'
import { arriveFromSso, leaveForSso } from '@/lib/http/sso-doors'
import { AppError } from '@/lib/wire/errors'

const bodyBytesMax = 16_384

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function cookiesOf(header: string | null): Record<string, string> {
  const pairs = (header ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at === -1 ? [] : [[part.slice(0, at).trim(), decoded(part.slice(at + 1).trim())]]
  })
  return Object.fromEntries(pairs)
}

/** S45 for forms: a browser says where a write comes from, and it must be here. */
function refuseElsewhere(headers: Headers): void {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const here = origin === null || origin === new URL(env().PUBLIC_URL).origin
  if ((here || site === 'same-origin') && (site === null || site === 'same-origin')) return
  throw new AppError('forbidden', 'Sign-in is asked for by this site only')
}

async function bodyOf(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    throw new AppError('malformed', 'The body must be a form')
  return Object.fromEntries(new URLSearchParams(await readText(request, bodyBytesMax)))
}

async function plain(request: Request, method: 'GET' | 'POST'): Promise<AuthRequest> {
  const { headers } = request
  return {
    method,
    query: {},
    cookies: cookiesOf(headers.get('cookie')),
    headers: Object.fromEntries(headers),
    body: method === 'POST' ? await bodyOf(request) : undefined,
  }
}

type Door = (request: Request) => Promise<Response>

async function posted(request: Request, path: string[]): Promise<Response> {
  refuseElsewhere(request.headers)
  return askNextAuth(path, await plain(request, 'POST'))
}

const doors: Record<string, Door> = {
  'GET csrf': async (request) => askNextAuth(['csrf'], await plain(request, 'GET')),
  'POST callback/credentials': (request) => posted(request, ['callback', 'credentials']),
  'POST signout': (request) => posted(request, ['signout']),
  'POST signin/sso': async (request) => {
    refuseElsewhere(request.headers)
    return leaveForSso(request, await plain(request, 'POST'))
  },
  'GET callback/sso': async (request) =>
    arriveFromSso(request, await plain(request, 'GET'), randomUUID()),
}

type Context = { params: Promise<{ nextauth: string[] }> }

/** Answers a request below /api/auth. */
export async function authDoor(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params
  const door = doors[`${request.method} ${nextauth.join('/')}`]
  if (!door) return unknownPath(request)
  try {
    return await door(request)
  } catch (error) {
    return errorResponse(error, request)
  }
}
