// Under the bar: what is awaited or how it ended, how fast and until when; and how much came.
import { Wait } from '@/components/ui/progress'
import { formatBytes, formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { StatusFrame } from '@/lib/wire/frames'
import { useRate } from './use-rate'
import { expectedSentence, rateWords } from './wait-words'
import { endedSentence, isOpen, partWords, reasonWords } from './words'

type CampaignProgressProps = {
  status: StatusFrame
  wait: string | undefined
  closes: number
  /** Hosts that match later are asked too. */
  newcomers: boolean
}

function restSentence({ counts }: StatusFrame, newcomers: boolean): string {
  if (counts.sent > 0) return 'Every host has the query.'
  return newcomers
    ? 'Every host is done; newcomers may still join until it closes.'
    : 'Every host is done.'
}

/** "1,942 rows, 0.4 MB"; bytes where they are known. */
function Volume({ status: { counts, rows_capped } }: { status: StatusFrame }) {
  const bytes = counts.bytes
  return (
    <span className="text-fg-muted tabular-nums">
      {formatNoun(counts.rows, 'row')}
      {typeof bytes === 'number' && bytes > 0 && `, ${formatBytes(bytes)}`}
      {rows_capped && (
        <span className="text-warn-fg">
          . No further row is kept: the campaign has as many as it may have
        </span>
      )}
    </span>
  )
}

function Pace({ status, closes }: Pick<CampaignProgressProps, 'status' | 'closes'>) {
  const now = useNow()
  const zone = useZone()
  const rate = rateWords(useRate(status))
  const expected = expectedSentence(status, { now, zone, closes })
  const words = [rate, expected].filter(Boolean).join('; ')
  if (words === '') return null
  return (
    <span role="timer" className="text-fg-muted tabular-nums">
      {words}
    </span>
  )
}

export function CampaignProgress({ status, wait, closes, newcomers }: CampaignProgressProps) {
  const { counts, reason, hidden_hosts = 0 } = status
  const open = isOpen(status.status)
  const why = open ? undefined : reasonWords(status.status, reason)
  return (
    <div className="mt-1 flex flex-col gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        {open ? (
          <Wait>{wait ?? restSentence(status, newcomers)}</Wait>
        ) : (
          <p className="text-fg-muted tabular-nums">
            {endedSentence(status.status, counts)}
            {why && <span> {why}.</span>}
          </p>
        )}
        <span className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
          {open && <Pace status={status} closes={closes} />}
          <Volume status={status} />
        </span>
      </div>
      {hidden_hosts > 0 && (
        <p className="text-fg-muted tabular-nums">{partWords(counts.targeted, hidden_hosts)}</p>
      )}
    </div>
  )
}
