// Streams to people: authorised before the first byte and again while they run, bounded in number,
// age and memory, closed with a `bye` when the server drains. A slow reader slows only its own stream.
import type { z } from 'zod'
import { type Action, authorize } from '@/lib/domain/permissions'
import { onAccessChange } from '@/lib/domain/sessions'
import { isDraining } from '@/lib/http/lifecycle'
import { proofOf } from '@/lib/http/session'
import { type Pace, streamBody, usualPace } from '@/lib/http/stream-body'
import { claimStream } from '@/lib/http/stream-turns'
import { type Route, userRoute } from '@/lib/http/user-route'
import { AppError } from '@/lib/wire/errors'
import { type Frame, StreamQuery } from '@/lib/wire/frames'
import type { Viewer } from '@/lib/wire/roles'

type StreamRun = { after: number; signal: AbortSignal }

type Spec<P extends z.ZodType, Grant> = {
  action: Action
  params: P
  /** Loads and authorises the object; throws for who may not. Asked again every 25 s and when access changes. */
  grant: (viewer: Viewer, params: z.output<P>) => Promise<Grant>
  run: (params: z.output<P>, grant: Grant, run: StreamRun) => AsyncIterable<Frame>
  pace?: Partial<Pace>
}

/** The cursor of a client that comes back; anything else starts from the beginning. */
function cursorOf(header: string | null, parameter: string | undefined): number {
  const text = (header ?? parameter ?? '').trim()
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : 0
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

/**
 * A GET route that streams frames. It continues after `Last-Event-ID` (or `?last_event_id=`), says
 * `bye` before a planned end, and refuses with 429 beyond 6 streams a person or 200 in all.
 */
export function sse<P extends z.ZodType, Grant>(spec: Spec<P, Grant>): Route {
  return userRoute({
    action: spec.action,
    params: spec.params,
    query: StreamQuery,
    run: async ({ viewer, params, query, request }) => {
      if (isDraining()) throw new AppError('unavailable', 'The server is stopping')
      authorize(viewer, spec.action, 'any')
      const grant = await spec.grant(viewer, params)
      const granted = JSON.stringify(grant)
      const released = claimStream(viewer.user_id)
      const after = cursorOf(request.headers.get('last-event-id'), query.last_event_id)
      const recheck = async () => {
        const again = await proofOf(request.headers)
        authorize(again.viewer, spec.action, 'any')
        const now = await spec.grant(again.viewer, params)
        if (JSON.stringify(now) !== granted) {
          throw new AppError('forbidden', 'What you may see has changed; open the stream again')
        }
      }
      const body = streamBody({
        frames: (signal) => spec.run(params, grant, { after, signal }),
        recheck,
        onDoubt: onAccessChange,
        released,
        gone: request.signal,
        pace: { ...usualPace, ...spec.pace },
      })
      return new Response(body, { headers: streamHeaders })
    },
  })
}
