// Leaving for the provider and coming back. Whatever goes wrong, the person sees one calm sentence
// with a number; the log and the audit trail have the reason under that number.
import { permits } from '@/lib/domain/permissions'
import { type Connection, findConnection } from '@/lib/domain/sso'
import { discover } from '@/lib/domain/sso-discovery'
import { linkBySso, refuseStale } from '@/lib/domain/sso-identities'
import { proveBySso, recordFailedProof, recordTrial } from '@/lib/domain/sso-proofs'
import { recordSsoRefusal, signInBySso } from '@/lib/domain/sso-sign-in'
import { giveBackTurns, takeClientTurn } from '@/lib/domain/throttle'
import { env } from '@/lib/env'
import { clientOf } from '@/lib/http/client'
import { cookieName } from '@/lib/http/cookies'
import { errorResponse } from '@/lib/http/errors'
import { type AuthRequest, askNextAuth } from '@/lib/http/next-auth'
import { localPath } from '@/lib/http/return-to'
import { proofOf } from '@/lib/http/session'
import type { SignOn } from '@/lib/http/sign-in'
import { endedJourney, journeyCookie, journeyOf } from '@/lib/http/sso-journey'
import { type Outcome, ssoProvider } from '@/lib/http/sso-provider'
import { log } from '@/lib/log'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import { SignInAnswer } from '@/lib/wire/sign-in'
import { type SsoJourney, SsoPurpose } from '@/lib/wire/sso'

async function connectionFor(purpose: SsoPurpose): Promise<Connection> {
  const connection = await findConnection()
  if (connection && (connection.enabled || purpose === 'test')) return connection
  throw new AppError('not_found', 'Single sign-on is not set up')
}

/** Whose session asks for more than signing in; a trial is for those who set sign-on up. */
async function askerOf(purpose: SsoPurpose, headers: Headers): Promise<Viewer | undefined> {
  if (purpose === 'sign_in') return undefined
  const { viewer, by } = await proofOf(headers)
  if (by !== 'cookie') throw new AppError('forbidden', 'This is for a browser')
  if (purpose === 'test' && !permits(viewer, 'settings:write', { team_id: null }))
    throw new AppError('forbidden', 'Only an administrator tries sign-on')
  if (purpose === 'link') await refuseStale(viewer)
  return viewer
}

async function describedTo(connection: Connection, asker: Viewer | undefined) {
  try {
    return await discover(connection.issuer)
  } catch (error) {
    if (asker || !(error instanceof AppError)) throw error
    throw new AppError('unavailable', 'The provider cannot be used right now', { cause: error })
  }
}

/** Answers where to send the browser, and gives it what it must bring back. */
export async function leaveForSso(request: Request, asked: AuthRequest): Promise<Response> {
  const { csrfToken = '', purpose: named, return_to } = asked.body ?? {}
  const purpose = SsoPurpose.catch('sign_in').parse(named)
  const connection = await connectionFor(purpose)
  const asker = await askerOf(purpose, request.headers)
  const found = await describedTo(connection, asker)
  const provider = ssoProvider(connection, found, purpose, {})
  const reply = await askNextAuth(
    ['signin', 'sso'],
    { ...asked, body: { csrfToken, json: 'true' } },
    { provider, arrive: async () => ({ leave_for: `${env().PUBLIC_URL}/login` }) },
  )
  const answer = SignInAnswer.safeParse(await reply.json())
  const url = answer.success ? answer.data.url : ''
  const state = url.startsWith(found.authorization_endpoint)
    ? new URL(url).searchParams.get('state')
    : null
  if (!state) throw new AppError('forbidden', 'Reload the page and try again')
  const session = asker?.session_id === undefined ? {} : { session_id: asker.session_id }
  const at = Math.floor(Date.now() / 1_000)
  const { headers } = reply
  const journey = { purpose, state, return_to: localPath(return_to), at, ...session }
  headers.append('set-cookie', journeyCookie(journey))
  return new Response(JSON.stringify({ url }), { headers })
}

const parameterMax = 8_192

/** What an answer of a provider may hold; the rest of the query is nobody's business. */
function answerOf(request: Request): Record<string, string> {
  const { searchParams } = new URL(request.url)
  const names = ['code', 'state', 'iss', 'error', 'error_description']
  return Object.fromEntries(
    names.flatMap((name) => {
      const [value, ...more] = searchParams.getAll(name)
      const usable = value !== undefined && more.length === 0 && value.length <= parameterMax
      return usable ? [[name, value]] : []
    }),
  )
}

type Arrival = {
  request: Request
  uuid: string
  journey: SsoJourney
  connection: Connection
  outcome: Outcome
}

async function askerBack({ request, journey }: Arrival): Promise<Viewer> {
  const { viewer } = await proofOf(request.headers)
  if (viewer.session_id === journey.session_id) return viewer
  throw new AppError('forbidden', 'Another session asked for this')
}

/** What a verified answer is for. */
async function fulfil(arrival: Arrival): Promise<{ session_token: string } | undefined> {
  const { request, journey, connection, outcome, uuid } = arrival
  const raw = outcome.claims ?? {}
  const client = clientOf(request)
  if (journey.purpose === 'sign_in')
    return { session_token: (await signInBySso(connection, raw, client)).token }
  const viewer = await askerBack(arrival)
  if (journey.purpose === 'prove')
    await proveBySso(viewer, { connection, raw, began: journey.at }, client.address)
  else if (journey.purpose === 'link') await linkBySso(viewer, { connection, raw }, client.address)
  else await recordTrial(viewer, { connection, raw, uuid }, client.address)
  return undefined
}

async function keepFailure(arrival: Arrival, reason: string): Promise<void> {
  const { request, uuid, journey, connection, outcome } = arrival
  const client = clientOf(request)
  log().warn({ uuid, reason, purpose: journey.purpose }, 'single sign-on refused')
  if (journey.purpose === 'sign_in')
    return recordSsoRefusal({ reason, uuid, raw: outcome.claims }, client)
  const viewer = await askerBack(arrival).catch(() => undefined)
  if (!viewer) return recordSsoRefusal({ reason, uuid, raw: outcome.claims }, client)
  if (journey.purpose !== 'test') return recordFailedProof(viewer, reason, client.address)
  return recordTrial(viewer, { connection, fault: reason, uuid }, client.address)
}

function landing(journey: SsoJourney | undefined, failed: string | undefined): string {
  const { PUBLIC_URL } = env()
  const { purpose = 'sign_in', return_to = '/' } = journey ?? {}
  const stays = purpose === 'sign_in' || purpose === 'link'
  if (stays && failed === undefined) return `${PUBLIC_URL}${return_to}`
  const of = failed === undefined ? {} : { failed }
  if (purpose === 'sign_in')
    return `${PUBLIC_URL}/login?${new URLSearchParams({ ...of, return_to })}`
  return `${PUBLIC_URL}/login/again?${new URLSearchParams({ for: purpose, ...of, done: '1' })}`
}

function sendTo(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of [...endedJourney(), ...cookies]) headers.append('set-cookie', cookie)
  return new Response(null, { status: 302, headers })
}

/** next-auth checks cookies and answer; what it calls back decides. Resolves to new cookies. */
async function judge(arrival: Arrival, asked: AuthRequest): Promise<string[]> {
  const { connection, journey, outcome, request } = arrival
  const query = answerOf(request)
  if (query.error !== undefined) {
    const { error, error_description: more } = query
    outcome.fault = `The provider answers ${[error, more].join(': ').slice(0, 400)}`
    return []
  }
  const found = await discover(connection.issuer)
  let fulfilled = false
  let broken: { error: unknown } | undefined
  const signOn: SignOn = {
    provider: ssoProvider(connection, found, journey.purpose, outcome),
    arrive: async () => {
      try {
        const session = await fulfil(arrival)
        fulfilled = true
        if (session) return session
      } catch (error) {
        // next-auth would make a redirect of it.
        if (error instanceof AppError) outcome.fault = error.message
        else broken = { error }
      }
      return { leave_for: landing(journey, undefined) }
    },
  }
  const reply = await askNextAuth(['callback', 'sso'], { ...asked, query }, signOn)
  if (broken) throw broken.error
  if (!fulfilled) outcome.fault ??= 'The cookies of this sign-in are missing or spoiled'
  const session = `${cookieName('session')}=`
  return reply.headers.getSetCookie().filter((line) => fulfilled && line.startsWith(session))
}

const strange = 'This browser did not begin it, or more than 15 minutes ago'

/** Ends a journey: with a session, a proof or a trial, or with one sentence and its number. */
export async function arriveFromSso(
  request: Request,
  asked: AuthRequest,
  uuid: string,
): Promise<Response> {
  const state = new URL(request.url).searchParams.get('state')
  const journey = journeyOf(request.headers.get('cookie'), state, Date.now())
  try {
    const turns = await takeClientTurn(clientOf(request).address)
    if (!journey) {
      log().warn({ uuid, reason: strange }, 'single sign-on refused')
      return sendTo(landing(undefined, uuid), [])
    }
    const connection = await connectionFor(journey.purpose)
    const arrival: Arrival = { request, uuid, journey, connection, outcome: {} }
    const cookies = await judge(arrival, asked)
    const { fault } = arrival.outcome
    if (fault !== undefined) await keepFailure(arrival, fault)
    else await giveBackTurns(turns)
    return sendTo(landing(journey, fault === undefined ? undefined : uuid), cookies)
  } catch (error) {
    const known = errorResponse(error, request)
    log().warn({ uuid, status: known.status, err: error }, 'single sign-on failed')
    return sendTo(landing(journey, uuid), [])
  }
}
