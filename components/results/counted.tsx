'use client'
// The histogram of the lines in view: their sum, how far it was counted, and bars to zoom by.
import { Button } from '@/components/ui/button'
import { formatClock, formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { Histogram } from './histogram'
import { countWords } from './histogram-words'
import { shortInstant, stretchPatch } from './range-words'
import type { Counts } from './use-counts'
import type { Change } from './use-explorer'

type CountedProps = { counts: Counts; change: Change }

function Note({ counts }: Pick<CountedProps, 'counts'>) {
  const zone = useZone()
  const now = useNow()
  const { value, readAt, failure } = counts.histogram
  if (!value) return null
  const counted = readAt === undefined ? '' : `counted ${formatClock(readAt, zone)}`
  const back =
    value.at_least && value.read_to !== null
      ? `, back to ${shortInstant(Date.parse(value.read_to), now, zone)}`
      : ''
  return (
    <>
      {counted}
      {back}
      {failure && `, not since: ${failure.message}`}
      {value.at_least && !counts.isPatient && (
        <Button
          size="small"
          variant="ghost"
          className="ms-1 text-accent-fg"
          onClick={counts.countOn}
        >
          Count on
        </Button>
      )}
    </>
  )
}

export function Counted({ counts, change }: CountedProps) {
  const { histogram, bars } = counts
  const { value } = histogram
  const title = value
    ? `${countWords({ value: value.lines, at_least: value.at_least }, 'line')} from ${formatNoun(value.hosts, 'host')}`
    : 'Counting lines'
  return (
    <Histogram
      title={title}
      note={<Note counts={counts} />}
      label="Lines over time"
      all={bars}
      busy={histogram.loading}
      failure={histogram.failure?.message}
      onRetry={histogram.refresh}
      onZoom={(stretch) =>
        change({ to: undefined, row: undefined, ...stretchPatch(stretch, Date.now()) })
      }
    />
  )
}
