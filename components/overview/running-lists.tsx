'use client'
// Open campaigns with their bars, and packs in short: five of each and where the rest is.
import Link from 'next/link'
import { PackHealth } from '@/components/packs/pack-cells'
import { StateBadge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'
import type { Overview } from '@/lib/wire/overview'

const rowLook = 'border-line border-t px-4 py-2 first:border-t-0'

function CampaignRow({ campaign }: { campaign: Campaign }) {
  const { id, name, query, counts, status, expires_at } = campaign
  const done = counts.targeted - counts.waiting - counts.sent
  return (
    <li className={rowLook}>
      <div className="flex min-w-0 items-center gap-2">
        <Link href={`/campaigns/${id}`} className="min-w-0 truncate font-medium hover:underline">
          #{id} {name || query.replace(/\s+/g, ' ')}
        </Link>
        <StateBadge state={status} className="ms-auto shrink-0" />
      </div>
      <StateBar
        compact
        parts={campaignParts(counts)}
        total={counts.targeted}
        noun={`#${id}`}
        className="my-1.5 block"
      />
      <p className="text-fg-muted text-meta tabular-nums">
        {formatCount(done)} of {formatCount(counts.targeted)} done, closes <Time at={expires_at} />
      </p>
    </li>
  )
}

function All({
  href,
  shown,
  total,
  noun,
}: Record<'href' | 'noun', string> & Record<'shown' | 'total', number>) {
  if (total <= shown) return null
  return (
    <Link
      href={href}
      className="flex min-h-9 items-center border-line border-t px-4 text-accent-fg hover:underline"
    >
      All {formatNoun(total, noun)}
    </Link>
  )
}

export function OpenCampaigns({ overview }: { overview: Overview }) {
  const { campaigns, campaigns_open } = overview
  return (
    <Card title="Running campaigns" note={formatCount(campaigns_open)} flush>
      {campaigns.length === 0 ? (
        <EmptyState title="No live query is open" className="py-8">
          Answers of past ones are under{' '}
          <Link href="/campaigns" className="text-accent-fg underline">
            Campaigns
          </Link>
          .
        </EmptyState>
      ) : (
        <ul className="pt-1">
          {campaigns.map((campaign) => (
            <CampaignRow key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
      <All href="/campaigns" shown={campaigns.length} total={campaigns_open} noun="open campaign" />
    </Card>
  )
}

export function PackList({ overview }: { overview: Overview }) {
  const { packs, packs_total } = overview
  return (
    <Card title="Packs" note={formatCount(packs_total)} flush>
      {packs.length === 0 ? (
        <EmptyState title="No pack yet" className="py-8">
          Hosts report nothing on a schedule until there is one.
        </EmptyState>
      ) : (
        <ul className="pt-1">
          {packs.map((pack) => (
            <li key={pack.id} className={`${rowLook} flex items-center gap-3`}>
              <Link
                href={`/packs/${pack.id}`}
                className="min-w-0 truncate font-medium hover:underline"
              >
                {pack.name}
              </Link>
              <span className="ms-auto whitespace-nowrap text-fg-muted tabular-nums">
                {formatNoun(pack.queries, 'query', 'queries')} on {formatNoun(pack.hosts, 'host')}
              </span>
              <span className="shrink-0">
                <PackHealth pack={pack} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <All href="/packs" shown={packs.length} total={packs_total} noun="pack" />
    </Card>
  )
}
