'use client'
// The pack list itself, and what can be done to the selection.
import { Power, PowerOff, Tags, Trash2 } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { Button } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { ListGrid } from '@/components/ui/grid/list-grid'
import type { Selection } from '@/components/ui/grid/use-selection'
import type { ListFilter } from '@/components/ui/list-filters'
import type { PackSummary } from '@/lib/wire/pack-listing'
import type { BulkAction } from './bulk-words'
import { PackActsContext } from './pack-acts'
import { PackCard, packColumns } from './pack-columns'
import type { PackActing } from './use-pack-acts'
import type { Chosen } from './use-pack-bulk'
import { filterOf, type PackListState } from './use-pack-list'
import type { LabelNames } from './whom'

type PacksGridProps = {
  list: PackListState
  acting: PackActing
  filters: readonly ListFilter[]
  names: LabelNames
  /** Shown when there is no pack at all. */
  noPack: ReactNode
}

type ActsProps = Pick<PacksGridProps, 'list' | 'acting'> & { selection: Selection<PackSummary> }

function chosenOf({ list, selection }: ActsProps): Chosen {
  const { rows, isAll, count } = selection
  if (isAll) return { filter: filterOf(list.params), count }
  const [only] = rows
  const name = rows.length === 1 && only ? { name: only.name } : {}
  return { ids: rows.map(({ id }) => id), count, ...name }
}

function Acts(props: ActsProps) {
  const { acts, setQuestion, setTagged } = props.acting
  const noWrite = props.selection.rows.map(acts.noWrite).find((reason) => reason !== undefined)
  const ask = (action: BulkAction) => setQuestion({ action, chosen: chosenOf(props) })
  return (
    <>
      <Button size="small" disabledReason={noWrite} onClick={() => ask('enable')}>
        <Power aria-hidden /> Switch on
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => ask('disable')}>
        <PowerOff aria-hidden /> Switch off
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => setTagged(chosenOf(props))}>
        <Tags aria-hidden /> Tags
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => ask('delete')}>
        <Trash2 aria-hidden /> Delete
      </Button>
    </>
  )
}

export function PacksGrid({ list, acting, filters, names, noPack }: PacksGridProps) {
  const columns = useCallback(
    (select: GridColumn<PackSummary>) => packColumns(names, select),
    [names],
  )
  return (
    <PackActsContext value={acting.acts}>
      <ListGrid
        noun="pack"
        placeholder="Name, tag, query or SQL"
        list={list}
        filters={filters}
        columns={columns}
        order={{ key: 'need', column: 'health' }}
        card={(pack) => <PackCard pack={pack} names={names} />}
        none={noPack}
        acts={(selection) => <Acts list={list} acting={acting} selection={selection} />}
        actsOnAll
      />
    </PackActsContext>
  )
}
