'use client'
// One campaign as it happens: how complete, what is awaited, and its rows, hosts, errors, request.
import { useEffect, useMemo, useRef, useState } from 'react'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { type Tab, Tabs } from '@/components/ui/tabs'
import { announce } from '@/lib/client/announce'
import { type LiveCampaign, useCampaign } from '@/lib/client/use-campaign'
import { useNow, useZone } from '@/lib/client/use-clock'
import { useMedia } from '@/lib/client/use-media'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { OtherRun } from '@/lib/wire/campaign-compare'
import type { Campaign, Result } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import type { TargetNames } from '@/lib/wire/targets'
import { CampaignPage } from './campaign-page'
import { CampaignProgress } from './campaign-progress'
import { ChartTab } from './chart-tab'
import { useConnectionBanner } from './connection-banner'
import { keptWords } from './detail-words'
import { DetailsTab } from './details-tab'
import { ErrorsTab } from './errors-tab'
import { GroupsTab } from './groups-tab'
import { HostsTab } from './hosts-tab'
import { RowsTab } from './rows-tab'
import { namesOf, targetSentence } from './target-words'
import { waitsSentence } from './wait-words'
import { endedSentence, isOpen, progressSentence, reasonWords } from './words'

export type CampaignFirst = {
  campaign: Campaign
  status: StatusFrame
  results: readonly Result[]
  names: TargetNames
  stop_refusal: string | undefined
  /** Why this viewer may not ask its hosts again; undefined when they may. */
  again_refusal: string | undefined
  /** Why this viewer may not make labels; undefined when they may. */
  label_refusal: string | undefined
  /** Other runs of the same question, latest first. */
  others: readonly OtherRun[]
  /** When the first and the last of its rows are dropped. */
  kept_until: { first: string; last: string }
}

/** One sentence in ten seconds while it runs; an end or a pause at once. Rows are never read out. */
function useVoice(status: StatusFrame): void {
  const last = useRef(status)
  useEffect(() => {
    const before = last.current
    last.current = status
    if (before === status) return
    if (before.status !== status.status && status.status === 'paused') {
      announce(reasonWords('paused', status.reason) ?? 'Paused', { urgent: true })
    } else if (isOpen(before.status) && !isOpen(status.status)) {
      announce(endedSentence(status.status, status.counts), { urgent: true })
    } else if (progressSentence(before.counts) !== progressSentence(status.counts)) {
      announce(progressSentence(status.counts))
    }
  }, [status])
}

/** What the campaign waits for, in words that count down. */
function useWait(status: StatusFrame, campaign: Campaign): string | undefined {
  const now = useNow()
  const zone = useZone()
  return waitsSentence(status, { now, zone, closes: Date.parse(campaign.expires_at) })
}

type PanelProps = {
  first: CampaignFirst
  status: StatusFrame
  live: LiveCampaign
  wait: string | undefined
  whom: string
  fill: boolean
}

/** Groups are counted once their tab has been open. */
function useGroupsPanel({ first, status, fill }: PanelProps): Tab {
  const [count, setCount] = useState<number>()
  const { campaign, label_refusal: noLabel } = first
  return {
    id: 'groups',
    label: 'Groups',
    ...(count === undefined ? {} : { count }),
    content: <GroupsTab {...{ campaign, status, fill, noLabel }} onCount={setCount} />,
  }
}

function usePanels(props: PanelProps): Tab[] {
  const { first, status, live, wait, whom, fill } = props
  const { campaign } = first
  const { counts } = status
  const groups = useGroupsPanel(props)
  return [
    groups,
    {
      id: 'rows',
      label: 'Rows',
      count: counts.rows,
      content: <RowsTab campaign={campaign} live={live} status={status} wait={wait} fill={fill} />,
    },
    {
      id: 'hosts',
      label: 'Hosts',
      count: counts.targeted,
      content: <HostsTab {...{ campaign, status, fill }} noAgain={first.again_refusal} />,
    },
    {
      id: 'errors',
      label: 'Errors',
      count: counts.failed + counts.denylisted + counts.too_large,
      content: <ErrorsTab id={campaign.id} counts={counts} />,
    },
    {
      id: 'chart',
      label: 'Chart',
      content: <ChartTab id={campaign.id} status={status} />,
    },
    {
      id: 'details',
      label: 'Details',
      content: <DetailsTab first={first} status={status} whom={whom} />,
    },
  ]
}

/** One host's rows are read as they are; of many hosts their groups. */
const firstTab = (hosts: number) => (hosts > 1 ? 'groups' : 'rows')

const whomOf = ({ targets }: Campaign, names: TargetNames) =>
  targetSentence(targets, namesOf(names)) ?? 'Nobody'

/** That the rows go soon or are gone; nothing while they are kept for long. */
function KeptNotice({ first, rows }: { first: CampaignFirst; rows: number }) {
  const now = useNow()
  const zone = useZone()
  const { text, tone } = keptWords(first.kept_until, { now, zone, rows })
  return tone === 'warn' ? <p className="mt-1 text-warn-fg">{text}</p> : null
}

export function CampaignView({ first }: { first: CampaignFirst }) {
  const { campaign, names } = first
  const { id } = campaign
  const live = useCampaign(id, { results: first.results, counts: first.status.counts })
  const status = live.status ?? first.status
  const { counts } = status
  const wait = useWait(status, campaign)
  const [params, change] = useUrlParams()
  const small = useMedia('(max-width: 639px), (max-height: 559px)')
  const whom = useMemo(() => whomOf(campaign, names), [campaign, names])
  useVoice(status)
  const fill = !small
  const banner = useConnectionBanner(live)
  const panels = usePanels({ first, status, live, wait, whom, fill })
  return (
    <CampaignPage first={first} status={status} whom={whom} fill={fill} banner={banner}>
      <StateBar
        parts={campaignParts(counts)}
        total={counts.targeted}
        noun={counts.targeted === 1 ? 'host' : 'hosts'}
        selected={params.get('state') ?? undefined}
        onSelect={(state) => change({ state, ...(state ? { tab: 'hosts' } : {}) })}
      />
      <CampaignProgress
        status={status}
        wait={wait}
        closes={Date.parse(campaign.expires_at)}
        newcomers={campaign.newcomers}
      />
      <KeptNotice first={first} rows={counts.rows} />
      <Tabs
        label="Campaign"
        tabs={panels}
        first={firstTab(counts.targeted)}
        className={fill ? 'mt-2 min-h-0 flex-1' : 'mt-2'}
        panelClassName={fill ? 'flex min-h-0 flex-col overflow-y-auto pt-3' : 'pt-3'}
      />
    </CampaignPage>
  )
}
