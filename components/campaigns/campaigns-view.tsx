'use client'
// The list of campaigns: open ones first, each with its bar, its asker and when it closes; two are
// compared, several stopped.
import { Radio } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { ListGrid } from '@/components/ui/grid/list-grid'
import type { Selection } from '@/components/ui/grid/use-selection'
import { Kbd } from '@/components/ui/kbd'
import { EmptyState } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import type { PageRead } from '@/lib/client/use-pages'
import type { Campaign } from '@/lib/wire/campaigns'
import type { PackRunEntry } from '@/lib/wire/runs'
import type { TargetNames } from '@/lib/wire/targets'
import { BulkStopDialog } from './bulk-stop-dialog'
import { CampaignCard, campaignColumns } from './campaign-columns'
import { useCampaignFilters } from './campaign-filters'
import { CampaignListActs, type Stopper } from './campaign-list-acts'
import { namesOf } from './target-words'
import {
  type CampaignChoices,
  type CampaignItem,
  itemOf,
  useCampaignList,
} from './use-campaign-list'
import { isOpen } from './words'

const nothingAsked = (
  <EmptyState
    icon={<Radio aria-hidden />}
    title="Nothing has been asked yet"
    action={
      <ButtonLink href="/live" variant="primary">
        New live query
      </ButtonLink>
    }
  >
    Every live query is kept here with its answers, who asked and whom.
  </EmptyState>
)

type CampaignsViewProps = {
  first: PageRead<Campaign>
  /** Of packs: those that its campaigns belong to. */
  runs: readonly PackRunEntry[]
  choices: CampaignChoices
  /** Labels and teams by name, and the host that the address filters for. */
  names: TargetNames
  viewer: Stopper
}

/** What is about to be stopped stays named while the dialog closes. */
function useStopping() {
  const [selection, setSelection] = useState<Selection<CampaignItem>>()
  const [open, setOpen] = useState(false)
  const items = selection?.rows.filter(({ campaign }) => isOpen(campaign.status)) ?? []
  const ask = (next: Selection<CampaignItem>) => {
    setSelection(next)
    setOpen(true)
  }
  return { items, open, setOpen, ask, clear: () => selection?.clear() }
}

const newQuery = (
  <ButtonLink href="/live" variant="primary" aria-keyshortcuts="c">
    New live query <Kbd keys="c" className="max-sm:hidden" />
  </ButtonLink>
)

export function CampaignsView(props: CampaignsViewProps) {
  const { first, runs, choices, names, viewer } = props
  const drawn = first.items.map((campaign) => itemOf(campaign, runs))
  const list = useCampaignList({ items: drawn, count: first.count })
  const filters = useCampaignFilters(choices, names, list.params)
  const { items, open, setOpen, ask, clear } = useStopping()
  const columns = useMemo(() => {
    const known = namesOf(names)
    return (select: GridColumn<CampaignItem>) => campaignColumns(select, known)
  }, [names])
  const { readAt, refresh } = list.pages
  const stopped = () => {
    clear()
    refresh()
  }
  const note = readAt !== undefined && <AsOf at={readAt} />
  return (
    <Page title="Campaigns" fill note={note} actions={newQuery}>
      <ListGrid
        noun="campaign"
        placeholder="Name or SQL"
        list={list}
        filters={filters}
        columns={columns}
        order={{ key: 'id', column: '' }}
        card={(item) => <CampaignCard item={item} />}
        none={nothingAsked}
        acts={(selection) => (
          <CampaignListActs selection={selection} viewer={viewer} onStop={() => ask(selection)} />
        )}
        actsOnAll={false}
      />
      <BulkStopDialog items={items} open={open} onOpenChange={setOpen} onStopped={stopped} />
    </Page>
  )
}
