// The people's door: who asks, may they, is the request well-formed, what may leave. Refuses by
// default: a handler that never asked `authorize` fails, and a reply shows only what its shape names.
import { z } from 'zod'
import { recordDenials } from '@/lib/domain/denials'
import { type Action, authorize, type CheckNote, withCheckNote } from '@/lib/domain/permissions'
import { env } from '@/lib/env'
import { clientAddress } from '@/lib/http/address'
import { bodyBytesMax, parseBody, parseQuery, parseShape } from '@/lib/http/body'
import { errorResponse, noStore } from '@/lib/http/errors'
import { type Proof, proofOf } from '@/lib/http/session'
import { takeTokenTurn } from '@/lib/http/token-turns'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

type Shape = z.ZodType
type None = z.ZodUndefined

type Shapes<P extends Shape, Q extends Shape, B extends Shape, R extends Shape> = {
  /** The path's parameters, `version` aside. What does not parse is not found. */
  params?: P
  query?: Q
  body?: B
  /** Default 1 MiB. */
  body_bytes_max?: number
  /** Shapes what leaves: unknown keys are dropped, a value of another shape is a fault of ours. */
  reply?: R
  /** Of a reply that is not itself a Response; default 200. */
  status?: number
}

type Parsed<P extends Shape, Q extends Shape, B extends Shape> = {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  request: Request
  /** The client's, as the front door saw it; empty when unknown. */
  address: string
}

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

/** A handler that the route registry can read. */
export type Route = Handler & { action: Action | 'public' }

const apiVersions = new Set(['v1', 'latest'])

async function pathParams(context: { params: Promise<unknown> }, shape: Shape | undefined) {
  const given = z.record(z.string(), z.unknown()).parse((await context.params) ?? {})
  const { version, ...rest } = given
  const missing = () => new AppError('not_found', 'There is nothing at this path')
  if (version !== undefined && !apiVersions.has(String(version))) throw missing()
  if (!shape) return undefined
  return parseShape(shape, rest).catch(() => {
    throw missing()
  })
}

/** S45: a write that a browser signs by itself must be ours, and must say so in a way forms cannot. */
function refuseCrossSite(request: Request, proof: Proof): void {
  if (proof.by !== 'cookie' || request.method === 'GET' || request.method === 'HEAD') return
  const { headers } = request
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  const sameOrigin =
    headers.get('origin') === new URL(env().PUBLIC_URL).origin ||
    headers.get('sec-fetch-site') === 'same-origin'
  if (type !== 'application/json' || !sameOrigin)
    throw new AppError('forbidden', 'A write from a browser must be JSON from this site itself')
}

const noQuery = z.strictObject({})

async function parsed<P extends Shape, Q extends Shape, B extends Shape, R extends Shape>(
  spec: Shapes<P, Q, B, R>,
  request: Request,
  params: unknown,
): Promise<Parsed<P, Q, B>> {
  const query = await parseQuery(request.url, spec.query ?? noQuery)
  const body = spec.body
    ? await parseBody(request, spec.body, spec.body_bytes_max ?? bodyBytesMax)
    : undefined
  return {
    params: params as z.output<P>,
    query: query as z.output<Q>,
    body: body as z.output<B>,
    request,
    address: clientAddress(request.headers),
  }
}

function replyWith(spec: Shapes<Shape, Shape, Shape, Shape>, value: unknown): Response {
  if (value instanceof Response) {
    if (!value.headers.has('cache-control')) value.headers.set('cache-control', 'no-store')
    return value
  }
  const body = spec.reply ? spec.reply.parse(value) : (value ?? {})
  return Response.json(body, { status: spec.status ?? 200, headers: noStore })
}

/** Runs a signed-in handler with its check noted; refusals are audited here and nowhere else. */
async function checked<T>(viewer: Viewer, address: string, run: () => Promise<T>): Promise<T> {
  const note: CheckNote = { checked: false, denials: [] }
  try {
    const value = await withCheckNote(note, run)
    if (!note.checked) throw new Error('this handler returned without asking authorize')
    return value
  } finally {
    if (note.denials.length > 0) await recordDenials(viewer, note.denials, address)
  }
}

/**
 * A handler for a signed-in person. `action` is asked for `any` object before the body is read; the
 * handler still asks `authorize` for the loaded object, or narrows its list by `teamScope`.
 */
export function userRoute<
  P extends Shape = None,
  Q extends Shape = None,
  B extends Shape = None,
  R extends Shape = Shape,
>(
  spec: Shapes<P, Q, B, R> & {
    action: Action
    run: (
      call: Parsed<P, Q, B> & { viewer: Viewer; proof: Proof },
    ) => Promise<z.input<R> | Response>
  },
): Route {
  const handler: Handler = async (request, context) => {
    try {
      const params = await pathParams(context, spec.params)
      const proof = await proofOf(request.headers)
      refuseCrossSite(request, proof)
      const { viewer } = proof
      const endTurn = takeTokenTurn(viewer)
      try {
        const address = clientAddress(request.headers)
        await preCheck(viewer, spec.action, address)
        const call = await parsed(spec, request, params)
        return replyWith(
          spec,
          await checked(viewer, address, () => spec.run({ ...call, viewer, proof })),
        )
      } finally {
        endTurn()
      }
    } catch (error) {
      return errorResponse(error, request)
    }
  }
  return Object.assign(handler, { action: spec.action })
}

function preCheck(viewer: Viewer, action: Action, address: string): Promise<void> {
  return checked(viewer, address, async () => authorize(viewer, action, 'any'))
}

/** A handler for anybody: sign-in, set-up. The same parsing, shapes and errors; no viewer. */
export function publicRoute<
  P extends Shape = None,
  Q extends Shape = None,
  B extends Shape = None,
  R extends Shape = Shape,
>(
  spec: Shapes<P, Q, B, R> & {
    run: (call: Parsed<P, Q, B>) => Promise<z.input<R> | Response>
  },
): Route {
  const handler: Handler = async (request, context) => {
    try {
      const params = await pathParams(context, spec.params)
      return replyWith(spec, await spec.run(await parsed(spec, request, params)))
    } catch (error) {
      return errorResponse(error, request)
    }
  }
  return Object.assign(handler, { action: 'public' as const })
}
