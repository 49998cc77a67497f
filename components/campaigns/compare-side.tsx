'use client'
// One of two campaigns compared: which, whose, when, what it asked, how many answered.
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import { CopyBlock } from '@/components/ui/copy-block'
import { Popover } from '@/components/ui/popover'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'
import { titleOf } from './words'

function Sql({ id, sql }: Pick<Campaign, 'id' | 'sql'>) {
  return (
    <Popover
      title={`SQL of #${id}`}
      className="w-[min(640px,92vw)]"
      trigger={
        <button
          type="button"
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
        >
          SQL
        </button>
      }
    >
      <CopyBlock text={sql} label="SQL" />
    </Popover>
  )
}

export function CompareSide({
  campaign,
  word,
  answered,
}: {
  campaign: Campaign
  word: string
  answered?: number | undefined
}) {
  const { id, sql, status, user, created_at } = campaign
  return (
    <section
      aria-label={`${word} #${id}`}
      className="min-w-0 flex-1 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-fg-subtle">{word}</span>
        <Link
          href={`/campaigns/${id}`}
          className="inline-flex min-h-6 min-w-0 items-center truncate font-semibold text-accent-fg hover:underline"
        >
          #{id} {titleOf(campaign)}
        </Link>
        <StateBadge state={status} />
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-fg-muted tabular-nums">
        <span>
          {user?.name ?? 'a deleted user'}, <Time at={String(created_at)} source="server" />
        </span>
        {answered !== undefined && <span>{formatNoun(answered, 'host')} answered</span>}
        <Sql id={id} sql={sql} />
      </p>
    </section>
  )
}
