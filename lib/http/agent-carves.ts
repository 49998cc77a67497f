// The carves' part of the agents' door. A block names no key: its session vouches for it, so whoever
// has none is a stranger whose body counts as one.
import { setTimeout as delay } from 'node:timers/promises'
import { beginCarve, storeCarveBlock } from '@/lib/domain/carve-uploads'
import type { KnownHost } from '@/lib/domain/directory'
import { Refusal } from '@/lib/http/agent-refusal'
import { decodeCarveBegin, decodeCarveBlock } from '@/lib/wire/carve-envelope'
import { AppError, type ErrorCode } from '@/lib/wire/errors'
import type { AgentObject } from '@/lib/wire/osquery'

const refusals: Partial<
  Record<ErrorCode, [number, 'disabled' | 'unreadable' | 'unknown_session']>
> = {
  forbidden: [403, 'disabled'],
  malformed: [400, 'unreadable'],
  not_found: [404, 'unknown_session'],
}

function unwrap(error: unknown): never {
  const [status, reason] = (error instanceof AppError && refusals[error.code]) || []
  if (status === undefined || reason === undefined || !(error instanceof Error)) throw error
  throw new Refusal(status, reason, error.message)
}

/** The reply to a beginning. A refusal has no `session_id`, at which the agent gives the carve up. */
export async function replyToCarveBegin(
  host: KnownHost,
  nodeKey: string,
  body: AgentObject,
): Promise<string> {
  const declared = decodeCarveBegin(body)
  if (typeof declared === 'string') throw new Refusal(400, 'unreadable', declared)
  const session_id = await beginCarve(host, nodeKey, declared).catch(unwrap)
  return JSON.stringify({ session_id, success: true })
}

const patienceMs = [300, 1_500]

/**
 * An agent takes any reply for an acknowledgement of a block, so a fault of ours (a database that is
 * just restarting) is waited out here for as long as the agent would wait.
 */
async function patiently(store: () => Promise<void>): Promise<void> {
  for (const waitMs of patienceMs) {
    try {
      return await store()
    } catch (error) {
      if (error instanceof AppError) throw error
      await delay(waitMs)
    }
  }
  return store()
}

/** The reply to a block; agents look only at whether there is one. */
export async function replyToCarveBlock(
  host: KnownHost | undefined,
  body: AgentObject,
): Promise<string> {
  const block = decodeCarveBlock(body)
  if (!block) throw new Refusal(400, 'unreadable', 'this is no block of a carve')
  await patiently(() => storeCarveBlock(block, host?.id)).catch(unwrap)
  return '{"success":true}'
}
