'use client'
// The group that the link has open: of those listed, else read by itself.
import { useEffect, useState } from 'react'
import { api } from '@/lib/client/api'
import { type Group, GroupsReply } from '@/lib/wire/campaign-groups'

type Listed = { items: readonly Group[]; columns: readonly string[]; loaded: boolean }

/** Undefined while it is not known, and for a group that is not there. */
export function useOpenedGroup(
  id: number,
  key: string | null,
  { items, columns, loaded }: Listed,
): Group | undefined {
  const [read, setRead] = useState<Group>()
  const listed = items.find((group) => group.key === key)
  const isMissing = key !== null && loaded && !listed && read?.key !== key
  useEffect(() => {
    if (!isMissing || key === null) return
    const stop = new AbortController()
    const params = new URLSearchParams({ columns: JSON.stringify(columns), key })
    api(GroupsReply, `/api/v1/fleet/campaigns/${id}/groups?${params}`, { signal: stop.signal })
      .then(({ groups }) => setRead(groups[0]))
      // Without the panel the list itself is still there.
      .catch(() => undefined)
    return () => stop.abort()
  }, [id, key, columns, isMissing])
  return key === null ? undefined : (listed ?? (read?.key === key ? read : undefined))
}
