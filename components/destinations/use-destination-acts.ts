'use client'
// What can be done to a destination at once: try it, pause it, let it go on. The rest asks first.
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api, failureOf } from '@/lib/client/api'
import { type Destination, DestinationReply, DestinationTestReply } from '@/lib/wire/destinations'
import type { Verb } from './destination-acts'

export const pathOf = (id: number) => `/api/v1/fleet/destinations/${id}`

/** Resolves to what the other side said; a refusal of ours is told the same way. */
export async function sendTest(path: string, body: object): Promise<DestinationTestReply> {
  try {
    return await api(DestinationTestReply, path, { method: 'POST', body })
  } catch (error) {
    const { message, errors } = failureOf(error)
    const reasons = errors.map(({ name, reason }) => `${name} ${reason}`).join('; ')
    return { ok: false, message: reasons || message, ms: 0 }
  }
}

function tell({ name }: Destination, { ok, message, ms }: DestinationTestReply): void {
  if (ok) toast.done(`${name} took the test event in ${ms} ms`)
  else toast.failed(`${name} did not take the test event`, message)
}

const turns: Record<Verb, { words: string; back?: Verb }> = {
  pause: { words: 'is paused', back: 'resume' },
  resume: { words: 'goes on', back: 'pause' },
  retry: { words: 'is tried now' },
}

export function useDestinationActs(refresh: () => void) {
  const test = async (destination: Destination) => {
    const reply = await sendTest(`${pathOf(destination.id)}/test`, {})
    tell(destination, reply)
    refresh()
    return reply
  }
  const turn = async (destination: Destination, verb: Verb) => {
    const { id, name } = destination
    try {
      await api(DestinationReply, `${pathOf(id)}/${verb}`, { method: 'POST', body: {} })
      const { words, back } = turns[verb]
      announce(`${name} ${words}`)
      const undo = back && { run: () => void turn(destination, back) }
      toast.done(`${name} ${words}`, undo ? { undo } : {})
    } catch (error) {
      toast.failed(`${name} could not be changed`, failureOf(error).message)
    }
    refresh()
  }
  return { test, turn }
}
