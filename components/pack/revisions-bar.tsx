'use client'
// Which revision the hosts of a pack really run, by what their agents reported: a bar and its sum.
import { StateBar } from '@/components/ui/state-bar'
import type { Pack } from '@/lib/wire/packs'
import { revisionParts } from './revisions-words'

export function RevisionsBar({ pack, compact = false }: { pack: Pack; compact?: boolean }) {
  if (pack.disabled || pack.total_hosts_count === 0) return null
  return (
    <StateBar
      noun={pack.total_hosts_count === 1 ? 'host' : 'hosts'}
      parts={revisionParts(pack)}
      total={pack.total_hosts_count}
      compact={compact}
      {...(compact ? { className: 'w-28 shrink-0' } : {})}
    />
  )
}
