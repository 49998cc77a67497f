// Under the bar: what is awaited, or how it ended; and how many rows there are.
import { Wait } from '@/components/ui/progress'
import { formatNoun } from '@/lib/client/format'
import type { StatusFrame } from '@/lib/wire/frames'
import { endedSentence, isOpen } from './words'

type CampaignProgressProps = {
  status: StatusFrame
  wait: string | undefined
  /** Hosts that match later are asked too. */
  newcomers: boolean
}

function restSentence({ counts }: StatusFrame, newcomers: boolean): string {
  if (counts.sent > 0) return 'Every host has the query.'
  return newcomers
    ? 'Every host is done; newcomers may still join until it closes.'
    : 'Every host is done.'
}

export function CampaignProgress({ status, wait, newcomers }: CampaignProgressProps) {
  const { counts, reason } = status
  const open = isOpen(status.status)
  return (
    <div className="mt-1 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
      {open ? (
        <Wait>{wait ?? restSentence(status, newcomers)}</Wait>
      ) : (
        <p className="text-fg-muted tabular-nums">{endedSentence(status.status, counts)}</p>
      )}
      {reason && <p className="text-warn-fg">{reason}</p>}
      <p className="text-fg-muted tabular-nums">{formatNoun(counts.rows, 'row')}</p>
    </div>
  )
}
