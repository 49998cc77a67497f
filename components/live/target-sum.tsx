'use client'
import Link from 'next/link'
import { hostsPath } from '@/components/targets/hosts-path'
// What the targets of a live query mean, and how many hosts that are, by state and by platform.
import { cn } from '@/components/ui/cn'
import type { TargetsCount } from '@/lib/wire/targets'
import type { Launch } from './use-launch'
import { countSentence, platformSentence } from './words'

function Counts({ counts, isOld }: { counts: TargetsCount; isOld: boolean }) {
  const platforms = platformSentence(counts.by_platform)
  return (
    <div className={cn('tabular-nums', isOld ? 'text-fg-subtle' : 'text-fg-muted')}>
      <p className={cn('font-medium', isOld ? '' : 'text-fg')}>{countSentence(counts)}</p>
      {platforms && <p>{platforms}</p>}
    </div>
  )
}

type TargetSumProps = { sentence: string | undefined; launch: Launch }

export function TargetSum({ sentence, launch }: TargetSumProps) {
  const { count, limits, question } = launch
  const { answer, busy, failure, isCurrent } = count
  if (!sentence) return <p className="min-h-16 text-fg-muted">Nobody is chosen yet.</p>
  const path = hostsPath(question.selected)
  return (
    <div aria-live="off" aria-busy={busy || undefined} className="flex min-h-16 flex-col gap-0.5">
      <p>{sentence}</p>
      {failure && <p className="text-warn-fg">Not counted: {failure.message}</p>}
      {!failure && !answer && <p className="text-fg-muted">Counting hosts</p>}
      {answer && <Counts counts={answer.value} isOld={!isCurrent || failure !== undefined} />}
      <p className="flex flex-wrap items-center gap-x-3 text-fg-muted">
        <span>
          {limits.newcomers
            ? 'Newcomers that match join while it is open'
            : 'Fixed when you press Run; newcomers off'}
        </span>
        <Link
          href={path}
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
        >
          See all
        </Link>
      </p>
    </div>
  )
}
