// The browser's one way to the JSON API: same origin, parsed by the noun's schema, one error class.
// A 401 leaves the page for sign-in and comes back to the same link.
import type { z } from 'zod'
import { ErrorBody, type FieldError } from '@/lib/wire/errors'

type Request = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  signal?: AbortSignal
  /** Sent as Idempotency-Key: a repetition with the same key and body gets the first reply. */
  key?: string
}

/** A refusal by the server, or no answer at all (`status` 0). `message` is fit to show. */
export class ApiFailure extends Error {
  readonly status: number
  readonly errors: FieldError[]
  /** The request's id, empty when the server never answered. */
  readonly uuid: string

  constructor(status: number, message: string, errors: FieldError[] = [], uuid = '') {
    super(message)
    this.name = 'ApiFailure'
    this.status = status
    this.errors = errors
    this.uuid = uuid
  }

  /** The reason given for one field, if any. */
  reason(name: string): string | undefined {
    return this.errors.find((error) => error.name === name)?.reason
  }
}

/** What was thrown, as a failure: anything but a refusal is a fault of this page. */
export function failureOf(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure(0, String(error))
}

const unreached = 'The server cannot be reached. Nothing was changed by this request.'
const lost = 'No reply came. Try again: the same request is not carried out twice.'

async function ask(path: string, request: Request): Promise<Response> {
  const { method = 'GET', body, signal, key } = request
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        // Also without a body: by this the server tells our writes from another site's forms.
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiFailure(0, key === undefined ? unreached : lost)
  }
}

async function failure(reply: Response): Promise<ApiFailure> {
  const text = await reply.text()
  const parsed = ErrorBody.safeParse(parseJson(text))
  if (parsed.success) {
    const { message, errors, uuid } = parsed.data
    return new ApiFailure(reply.status, message, errors, uuid)
  }
  return new ApiFailure(reply.status, `The server answered ${reply.status} without an explanation.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Leaves for sign-in, which returns to the link as it is shown now. */
export function leaveForSignIn(): void {
  const { pathname, search } = window.location
  window.location.assign(`/login?return_to=${encodeURIComponent(pathname + search)}`)
}

/** Calls the API and parses the reply; throws ApiFailure for every refusal and for a bad shape. */
export async function api<S extends z.ZodType>(
  schema: S,
  path: string,
  request: Request = {},
): Promise<z.output<S>> {
  const reply = await ask(path, request)
  if (reply.status === 401) leaveForSignIn()
  if (!reply.ok) throw await failure(reply)
  const parsed = schema.safeParse(parseJson(await reply.text()))
  if (parsed.success) return parsed.data
  throw new ApiFailure(reply.status, `The reply of ${path} has a shape this page does not know.`)
}
