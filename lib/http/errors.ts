// The only catch of the people's side: every failure becomes the contract's body. What is unknown is
// `internal` with an id that the log repeats; its cause never leaves the process.
import { log } from '@/lib/log'
import { AppError, type ErrorBody, errorStatus, type FieldError } from '@/lib/wire/errors'

export const noStore = { 'cache-control': 'no-store' }

// Class 08 (connection), 53 (resources), 57P (shut down) and what the sockets and the pool say.
const awayCodes =
  /^(08...|53...|57P0.|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|P1001|P1002|P1017|P2024)$/
const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|connection pool/i

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && awayCodes.test(error.code)) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  return awayMessages.test(error.message) || isDatabaseAway(error.cause)
}

/** The error as an AppError: itself, `unavailable` when the database is away, else `internal`. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isDatabaseAway(error))
    return new AppError('unavailable', 'The database cannot be reached', {
      cause: error,
      retryAfterSeconds: 2,
    })
  return new AppError('internal', 'Something went wrong here; the log has it under this uuid', {
    cause: error,
  })
}

function errorBody(message: string, errors: FieldError[], uuid: string): ErrorBody {
  return { message, errors, uuid }
}

/** Answers with the contract's error body. Faults of ours are logged, with their cause. */
export function errorResponse(error: unknown, request: Request): Response {
  const known = asAppError(error)
  const uuid = crypto.randomUUID()
  if (known.code === 'internal' || known.code === 'unavailable') {
    const { pathname } = new URL(request.url)
    log().error({ err: known.cause ?? known, uuid, method: request.method, pathname }, 'failed')
  }
  const headers = new Headers(noStore)
  if (known.retryAfterSeconds !== undefined)
    headers.set('retry-after', String(Math.max(1, Math.ceil(known.retryAfterSeconds))))
  if (known.code === 'unauthenticated') headers.set('www-authenticate', 'Bearer')
  return Response.json(errorBody(known.message, known.errors, uuid), {
    status: errorStatus[known.code],
    headers,
  })
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Handlers for the methods a path does not have, given those it has, so that they too answer in the
 * contract's shape: `export const { PUT, PATCH, DELETE } = refused('GET', 'POST')`.
 */
export function refused(...allowed: Method[]): Record<Method, () => Response> {
  const refuse = () => {
    const message = `This path answers ${allowed.join(', ')} only`
    return Response.json(
      errorBody(message, [{ name: 'base', reason: message }], crypto.randomUUID()),
      { status: 405, headers: { ...noStore, allow: allowed.join(', ') } },
    )
  }
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }
}

/** For API paths that nobody owns. */
export function unknownPath(request: Request): Response {
  return errorResponse(new AppError('not_found', 'There is nothing at this path'), request)
}
