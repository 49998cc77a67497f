// The errors that people and scripts see: ten codes, their HTTP statuses, and the contract's body.
import { z } from 'zod'

export const errorStatus = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

export const FieldError = z.object({ name: z.string(), reason: z.string() })
export type FieldError = z.infer<typeof FieldError>

export const ErrorBody = z.object({
  message: z.string(),
  errors: z.array(FieldError),
  uuid: z.string(),
})
export type ErrorBody = z.infer<typeof ErrorBody>

type AppErrorOptions = {
  /** One entry for each field at fault; the default repeats the message under the name "base". */
  errors?: FieldError[]
  /** Seconds the caller should wait, sent as Retry-After. */
  retryAfterSeconds?: number
  /** For the log only; never sent. */
  cause?: unknown
}

/** The one error that domain and doors throw on purpose. `message` is public. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = options.errors ?? [{ name: 'base', reason: message }]
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Throws `invalid` with every field at fault, if there is any. */
export function refuseFields(errors: FieldError[]): void {
  const [first] = errors
  if (first) throw new AppError('invalid', `${first.name}: ${first.reason}`, { errors })
}

/** An `invalid` error for one field. */
export function invalidField(name: string, reason: string): AppError {
  return new AppError('invalid', `${name}: ${reason}`, { errors: [{ name, reason }] })
}
