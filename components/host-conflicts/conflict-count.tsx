'use client'
// "2 identity conflicts", with the way to compare them; nothing while there are none.
import { TriangleAlert } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { ConflictList } from '@/lib/wire/host-conflicts'

export function ConflictCount({ teamId }: { teamId: string | null }) {
  const team = teamId ? `&team_id=${encodeURIComponent(teamId)}` : ''
  const path = `/api/v1/fleet/host_conflicts?state=open&per_page=1${team}`
  const { value } = usePoll(ConflictList, path, 30)
  if (!value || value.count === 0) return null
  return (
    <ButtonLink size="small" href={`/hosts/conflicts${teamId ? `?team_id=${teamId}` : ''}`}>
      <TriangleAlert aria-hidden className="text-warn" />
      {formatNoun(value.count, 'identity conflict')}
    </ButtonLink>
  )
}
