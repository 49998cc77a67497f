// What the agents' door says when it does not say yes. An agent never looks at the status, only for
// `error` (keep and retry) and `node_invalid: true` (enrol again); statuses are for operators.
import { countRefusal } from '@/lib/domain/seen'
import { counter } from '@/lib/metrics'
import { AppError, errorStatus } from '@/lib/wire/errors'

export type AgentReply = { status: number; body: string; headers?: Record<string, string> }

type RefusalReason =
  | 'unknown_path'
  | 'wrong_method'
  | 'secret_in_url'
  | 'unknown_key'
  | 'keys_differ'
  | 'bad_encoding'
  | 'unreadable'
  | 'too_large'
  | 'busy'
  | 'host_busy'
  | 'enrolment'
  | 'disabled'
  | 'unknown_session'
  | 'aborted'
  | 'rate_limited'
  | 'unavailable'
  | 'internal'

/** Thrown inside the door, answered at its edge. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: RefusalReason,
    message: string,
    readonly invalidNode = false,
  ) {
    super(message)
  }
}

/** The key is proved unknown: the one refusal after which an agent enrols again. */
export function unknownKey(): Refusal {
  return new Refusal(401, 'unknown_key', 'unknown node key', true)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof AppError && error.code !== 'internal') {
    const reason = error.code === 'rate_limited' ? 'rate_limited' : 'unavailable'
    return new Refusal(errorStatus[error.code], reason, error.message || 'refused')
  }
  return new Refusal(503, 'internal', 'the server could not store or read this; try again')
}

export function refused(error: unknown): AgentReply {
  const { status, reason, message, invalidNode } = refusalOf(error)
  counter('agent_refused_total', 'Requests of agents refused, by reason', ['reason']).inc({
    reason,
  })
  countRefusal()
  const body = JSON.stringify(
    invalidNode ? { node_invalid: true, error: message } : { error: message },
  )
  if (status === 405) return { status, body, headers: { allow: 'POST' } }
  if (status === 429 || status === 503) return { status, body, headers: { 'retry-after': '5' } }
  return { status, body }
}

/** Whether an error is none of our own making, so that the log should know of it. */
export function isFault(error: unknown): boolean {
  return !(error instanceof Refusal) && !(error instanceof AppError && error.code !== 'internal')
}
