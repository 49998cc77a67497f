'use client'
// A query while it is edited: what differs from what is stored, and saving it, which asks first when
// other SQL would reach hosts.
import { useState } from 'react'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { QueryEffect, QueryReply, type QuerySummary } from '@/lib/wire/queries'
import { draftsOf, type ParameterDrafts, parametersOf } from './parameter-drafts'
import { platformsOf } from './query-words'

export type QueryDraft = {
  name: string
  query: string
  description: string
  tags: string[]
  platforms: string[]
  observer_can_run: boolean
  team_id: number | null
  /** By name; only those that stand in the SQL are saved. */
  parameters: ParameterDrafts
}

const emptyDraft: QueryDraft = {
  name: '',
  query: '',
  description: '',
  tags: [],
  platforms: [],
  observer_can_run: false,
  team_id: null,
  parameters: {},
}

function draftOf(query: QuerySummary): QueryDraft {
  const { name, description, tags, observer_can_run, team_id } = query
  return {
    ...{ name, description, tags, observer_can_run, team_id },
    query: query.query,
    platforms: platformsOf(query.platform),
    parameters: draftsOf(query.parameters),
  }
}

const bodyOf = ({ platforms, team_id: _, ...draft }: QueryDraft) => ({
  ...draft,
  platform: platforms.join(','),
  parameters: parametersOf(draft.query, draft.parameters),
})

async function send(query: QuerySummary | undefined, draft: QueryDraft): Promise<QuerySummary> {
  const body = query ? bodyOf(draft) : { ...bodyOf(draft), team_id: draft.team_id }
  const path = query ? `/api/v1/fleet/queries/${query.id}` : '/api/v1/fleet/queries'
  const reply = await api(QueryReply, path, { method: query ? 'PATCH' : 'POST', body })
  return reply.query
}

/** `query` undefined: a new one. `onSaved` gets what was stored. */
export function useQueryDraft(
  query: QuerySummary | undefined,
  onSaved: (query: QuerySummary) => void,
) {
  const stored = query ? draftOf(query) : emptyDraft
  const [draft, setDraft] = useState(stored)
  const [asked, ask] = useState<QueryEffect>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const change = (patch: Partial<QueryDraft>) => setDraft((old) => ({ ...old, ...patch }))
  const attempt = async (run: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    await run().catch((error: unknown) => setFailure(failureOf(error)))
    setBusy(false)
  }
  const save = () =>
    attempt(async () => {
      const saved = await send(query, draft)
      ask(undefined)
      announce(`${saved.name} is saved`)
      toast.done(`${saved.name} is saved`)
      onSaved(saved)
    })
  const review = () => {
    if (busy) return
    if (!query || draft.query.trim() === query.query || query.packs_count === 0) return void save()
    const path = `/api/v1/fleet/queries/${query.id}/effect`
    void attempt(async () => ask(await api(QueryEffect, path)))
  }
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored)
  const discard = () => setDraft(stored)
  return { draft, change, asked, ask, busy, failure, save, review, isChanged, discard }
}
