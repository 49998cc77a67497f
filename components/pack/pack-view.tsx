'use client'
// A pack: what it collects, from whom, and what an agent gets of it.
import { useRouter } from 'next/navigation'
import { PackState } from '@/components/packs/pack-columns'
import type { LabelNames } from '@/components/packs/whom'
import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import { Tabs } from '@/components/ui/tabs'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { Pack, ScheduledQuery } from '@/lib/wire/packs'
import { PackActions } from './pack-actions'
import { PackHostsTab } from './pack-hosts-tab'
import { PackPreview } from './pack-preview'
import { PackQueries } from './pack-queries'
import { PackTargets } from './pack-targets'
import { RolloutTab } from './rollout-tab'

type PackViewProps = {
  pack: Pack
  queries: readonly ScheduledQuery[]
  names: LabelNames
  team: string | undefined
  noWrite: string | undefined
}

function Note({ pack, team }: { pack: Pack; team: string | undefined }) {
  return (
    <>
      <PackState disabled={pack.disabled} />
      <span className="truncate text-fg-muted tabular-nums">
        {pack.disabled ? 'reaches nobody while off' : formatNoun(pack.total_hosts_count, 'host')}
        {`, revision ${pack.revision}`}
        {team && `, team ${team}`}
      </span>
    </>
  )
}

export function PackView({ pack, queries, names, team, noWrite }: PackViewProps) {
  const router = useRouter()
  return (
    <Page
      title={pack.name}
      crumbs={[{ label: 'Packs', href: '/packs' }]}
      note={<Note pack={pack} team={team} />}
      actions={
        <>
          <ButtonLink href={`/results?pack_id=${pack.id}`}>Results</ButtonLink>
          <PackActions pack={pack} noWrite={noWrite} />
        </>
      }
    >
      <p className="mb-2 max-w-[68ch] text-fg-muted">
        {pack.description && `${pack.description} `}
        <span className="text-fg-subtle">
          Changed <Time at={pack.updated_at} />
        </span>
      </p>
      <Tabs
        label="Pack"
        tabs={[
          {
            id: 'queries',
            label: 'Queries',
            count: queries.length,
            content: <PackQueries pack={pack} queries={queries} />,
          },
          { id: 'targets', label: 'Targets', content: <PackTargets pack={pack} names={names} /> },
          {
            id: 'rollout',
            label: 'Rollout',
            content: <RolloutTab pack={pack} noWrite={noWrite} onChanged={router.refresh} />,
          },
          { id: 'hosts', label: 'Hosts', content: <PackHostsTab pack={pack} /> },
          { id: 'preview', label: 'Preview', content: <PackPreview pack={pack} /> },
        ]}
      />
    </Page>
  )
}
