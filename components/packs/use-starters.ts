'use client'
// The starter packs, and the one step that makes a pack of one. A refusal is kept beside its pack.
import { useCallback, useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { usePoll } from '@/lib/client/use-poll'
import { StarterPackList } from '@/lib/wire/pack-starters'
import { PackReply } from '@/lib/wire/packs'

const path = '/api/v1/fleet/packs/starter'

export type Adding = { slug: string; failure: ApiFailure | undefined; busy: boolean }

/** Reads while open. `add` tells `onSaved` once the server has the pack. */
export function useStarters(open: boolean, onSaved: () => void) {
  const list = usePoll(StarterPackList, open ? path : null, 60)
  const [adding, setAdding] = useState<Adding>()
  const { refresh } = list
  const add = useCallback(
    async (slug: string, name?: string) => {
      setAdding({ slug, failure: undefined, busy: true })
      try {
        const body = name === undefined ? {} : { name }
        await api(PackReply, `${path}/${slug}`, { method: 'POST', body })
        setAdding(undefined)
        refresh()
        onSaved()
      } catch (error) {
        const failure = failureOf(error)
        setAdding({ slug, failure, busy: false })
      }
    },
    [refresh, onSaved],
  )
  return { list, adding, add }
}
