'use client'
// The questions that a row or the selection asks, and the copy that needs no question.
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { ApiFailure, api } from '@/lib/client/api'
import type { PackSummary } from '@/lib/wire/pack-listing'
import { PackReply } from '@/lib/wire/packs'
import type { PackActs } from './pack-acts'
import type { Chosen, Question } from './use-pack-bulk'

/** The teams whose packs the viewer may change; null is the whole fleet's. */
export type Writable = readonly (number | null)[]

const noRight = 'Needs the maintainer role'

const chosenOne = ({ id, name }: PackSummary): Chosen => ({ ids: [id], name, count: 1 })

export function usePackActs(writable: Writable) {
  const router = useRouter()
  const [question, setQuestion] = useState<Question>()
  const [tagged, setTagged] = useState<Chosen>()
  const acts = useMemo<PackActs>(() => {
    const clone = async ({ id, name }: PackSummary) => {
      const path = `/api/v1/fleet/packs/${id}/clone`
      try {
        const { pack } = await api(PackReply, path, { method: 'POST', body: {} })
        toast.done(`${pack.name} is made`, { detail: 'It is switched off.' })
        router.push(`/packs/${pack.id}`)
      } catch (error) {
        const known = error instanceof ApiFailure
        toast.failed(`${name} was not cloned`, known ? error.message : undefined)
      }
    }
    return {
      ask: (action, pack) => setQuestion({ action, chosen: chosenOne(pack) }),
      tag: (pack) => setTagged(chosenOne(pack)),
      clone,
      noWrite: ({ team_id }) => (writable.includes(team_id) ? undefined : noRight),
    }
  }, [router, writable])
  return { acts, question, setQuestion, tagged, setTagged }
}

export type PackActing = ReturnType<typeof usePackActs>
