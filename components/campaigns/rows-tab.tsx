'use client'
// Rows as they arrive, from the columnar store: the host pinned first, then the agents' columns.
import { ArrowDownToLine, Pause, Radio } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { LiveRow, LiveView } from '@/lib/client/live-rows'
import type { LiveCampaign } from '@/lib/client/use-campaign'
import type { Campaign } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { type HeldRows, useHeldRows } from './use-held-rows'
import { isOpen } from './words'

const separator = '\u0000'

const hostColumn: GridColumn<LiveRow> = {
  id: 'host:name',
  label: 'Host',
  width: 180,
  value: ({ host }) => host.display_name || host.hostname,
  href: ({ host }) => `/hosts/${host.id}`,
}

/** Columns change identity only when a new one appears, so rows already drawn stay. */
function useColumns({ columns }: LiveView): readonly GridColumn<LiveRow>[] {
  const names = columns.join(separator)
  return useMemo(
    () => [
      hostColumn,
      ...names
        .split(separator)
        .filter((name) => name !== '')
        .map((name) => ({
          id: `row:${name}`,
          label: name,
          agent: true,
          value: (row: LiveRow) => row.cell(name),
        })),
    ],
    [names],
  )
}

function Following({ rows, open }: { rows: HeldRows; open: boolean }) {
  if (rows.waiting > 0) {
    return (
      <Button onClick={rows.takeIn}>
        <ArrowDownToLine aria-hidden /> {formatCount(rows.waiting)} new
      </Button>
    )
  }
  if (!open) return null
  return rows.following ? (
    <Button aria-pressed onClick={rows.hold} className="border-accent text-accent-fg">
      <Radio aria-hidden /> Following
    </Button>
  ) : (
    <Button aria-pressed={false} onClick={rows.follow}>
      <Pause aria-hidden /> Follow
    </Button>
  )
}

function NoRows({ status, wait }: { status: StatusFrame; wait: string | undefined }) {
  const { counts } = status
  if (isOpen(status.status)) {
    return (
      <EmptyState title={counts.answered > 0 ? 'Answered, no row found yet' : 'No answer yet'}>
        {wait ?? 'The hosts have the query and are running it.'}
      </EmptyState>
    )
  }
  if (counts.answered > 0) {
    return (
      <EmptyState title="No row was found">
        {formatNoun(counts.answered, 'host')} answered that nothing matches.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No host answered">
      The Hosts tab says what became of each of {formatNoun(counts.targeted, 'host')}.
    </EmptyState>
  )
}

type RowsTabProps = {
  campaign: Campaign
  live: LiveCampaign
  status: StatusFrame
  wait: string | undefined
  fill: boolean
}

export function RowsTab({ campaign, live, status, wait, fill }: RowsTabProps) {
  const { id } = campaign
  const rows = useHeldRows(live.rows, isOpen(campaign.status))
  const { shown, following, hold } = rows
  const columns = useColumns(shown)
  return (
    <>
      {shown.left_out > 0 && (
        <p className="mb-2 text-warn-fg">
          {formatCount(shown.left_out)} further rows arrived and are not kept in this browser. The
          export has all of them.
        </p>
      )}
      <DataGrid
        label={`Rows of #${id}`}
        noun="row"
        density="compact"
        columns={columns}
        source={{ mode: 'local', rows: shown }}
        rowKey={({ index }) => index}
        follow={{ on: following, onHold: hold }}
        aside={<Following rows={rows} open={isOpen(status.status)} />}
        empty={<NoRows status={status} wait={wait} />}
        {...(fill ? { fill } : {})}
      />
    </>
  )
}
