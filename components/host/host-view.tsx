'use client'
import { useState } from 'react'
import { ReadAtContext } from '@/components/hosts/check-in'
import { Page } from '@/components/shell/page'
import { Banner } from '@/components/ui/banner'
import { type Tab, Tabs } from '@/components/ui/tabs'
import { usePoll } from '@/lib/client/use-poll'
import type { HostQueries } from '@/lib/wire/host-queries'
import type { HostTimeline } from '@/lib/wire/host-timeline'
import { type HostDetail, HostReply } from '@/lib/wire/hosts'
import { ConflictBanner } from './conflict-banner'
import { HostActions, type HostRights } from './host-actions'
import { HostCarvesTab } from './host-carves'
import { HostConfigTab } from './host-config'
import { HostAway, HostFacts, HostNote } from './host-head'
import { HostLabelsTab } from './host-labels'
import { HostLiveTab } from './host-live'
import { HostLogsTab } from './host-logs'
import { HostQueriesTab } from './host-queries'
import { HostResultsTab } from './host-results'
import { HostTimelineCard } from './host-timeline'
import { HostVitals } from './host-vitals'
import { HostWhyTab } from './host-why'

export type HostViewProps = {
  host: HostDetail
  queries: HostQueries
  timeline: HostTimeline
  teams: readonly { id: number; name: string }[]
  rights: HostRights & {
    noAsk: string | undefined
    noCarve: string | undefined
    seesResults: boolean
    seesLive: boolean
    seesCarves: boolean
  }
}

function carvesTab(host: HostDetail, rights: HostViewProps['rights']): Tab | false {
  const { noCarve, noWrite } = rights
  const content = <HostCarvesTab host={host} noCarve={noCarve} noWrite={noWrite} />
  return rights.seesCarves && { id: 'carves', label: 'Carves', content }
}

function tabsOf({ host, queries, rights }: HostViewProps): Tab[] {
  const tabs: (Tab | false)[] = [
    {
      id: 'queries',
      label: 'Queries',
      count: queries.queries.length,
      content: (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
          <HostQueriesTab hostId={host.id} first={queries} />
          <HostVitals host={host} queries={queries.queries} />
        </div>
      ),
    },
    { id: 'why', label: 'Why', content: <HostWhyTab hostId={host.id} /> },
    { id: 'config', label: 'Config', content: <HostConfigTab host={host} /> },
    rights.seesResults && {
      id: 'results',
      label: 'Results',
      content: <HostResultsTab hostId={host.id} first={queries} />,
    },
    rights.seesLive && {
      id: 'live',
      label: 'Live',
      content: <HostLiveTab host={host} noAsk={rights.noAsk} />,
    },
    rights.seesResults && {
      id: 'logs',
      label: 'Logs',
      content: <HostLogsTab hostId={host.id} />,
    },
    carvesTab(host, rights),
    {
      id: 'labels',
      label: 'Labels',
      count: host.labels.length,
      content: <HostLabelsTab hostId={host.id} />,
    },
  ]
  return tabs.filter((tab) => tab !== false)
}

export function HostView(props: HostViewProps) {
  const [drawnAt] = useState(() => Date.parse(props.host.seen_time ?? props.host.enrolled_at))
  const poll = usePoll(HostReply, `/api/v1/fleet/hosts/${props.host.id}`, 15)
  const host = poll.value?.host ?? props.host
  return (
    <ReadAtContext value={poll.readAt ?? drawnAt}>
      <Page
        title={host.display_name}
        crumbs={[{ label: 'Hosts', href: '/hosts' }]}
        note={<HostNote host={host} />}
        actions={<HostActions host={host} teams={props.teams} rights={props.rights} />}
      >
        <ConflictBanner hostId={host.id} />
        {poll.failure?.status === 404 && (
          <Banner tone="warn" className="mb-4">
            This host is gone: deleted, or moved to a team that you cannot see.
          </Banner>
        )}
        <HostAway host={host} queries={props.queries} seesLive={props.rights.seesLive} />
        <HostFacts host={host} queries={props.queries} />
        <HostTimelineCard hostId={host.id} first={props.timeline} />
        <Tabs label="Host" tabs={tabsOf({ ...props, host })} />
      </Page>
    </ReadAtContext>
  )
}
