'use client'
// The pack list: what is collected, from whom; and the way in for pack files, dropped anywhere.
import { LibraryBig, Upload } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn, GridSort } from '@/components/ui/grid/grid-types'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, ErrorState } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { type PageRead, type Pages, type ReadPage, usePages } from '@/lib/client/use-pages'
import { useUrlParams } from '@/lib/client/use-url-params'
import { type Pack, PackList } from '@/lib/wire/packs'
import { DropZone } from './drop-zone'
import { ImportSheet, type PackFile } from './import-sheet'
import { NewPackDialog } from './new-pack-dialog'
import { PackCard, packColumns } from './pack-columns'
import { PacksEmpty } from './packs-empty'
import { StarterSheet } from './starter-sheet'
import type { LabelNames } from './whom'

const readPacks: ReadPage<Pack> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/packs?${key}&page=${page}&per_page=${per_page}`
  const { packs, count } = await api(PackList, path.replace('?&', '?'), { signal })
  return { items: packs, count }
}

const keys = ['query', 'order_key', 'order_direction']

type PacksViewProps = {
  first: PageRead<Pack>
  names: LabelNames
  /** Why the viewer may not import, if they may not. */
  noImport: string | undefined
}

function listKey(params: URLSearchParams): string {
  return new URLSearchParams(
    keys.flatMap((key) => {
      const value = params.get(key)
      return value ? [[key, value]] : []
    }),
  ).toString()
}

type EmptyProps = {
  query: string
  pages: Pages<Pack>
  noPack: ReactNode
  onClear: () => void
}

function Empty({ query, pages: { failure, refresh }, noPack, onClear }: EmptyProps) {
  if (failure)
    return (
      <ErrorState title="The packs could not be read" requestId={failure.uuid} onRetry={refresh}>
        {failure.message}
      </ErrorState>
    )
  if (query)
    return (
      <EmptyState
        title={`No pack is named like "${query}"`}
        action={<Button onClick={onClear}>Clear</Button>}
      />
    )
  return noPack
}

function ImportDoor({ onSaved }: { onSaved: () => void }) {
  const [params, change] = useUrlParams()
  const [file, setFile] = useState<PackFile>()
  return (
    <>
      <DropZone
        onFile={(dropped) => {
          setFile(dropped)
          change({ import: '1' })
        }}
      />
      <ImportSheet
        file={file}
        open={params.get('import') === '1'}
        onOpenChange={(next) => {
          change({ import: next ? '1' : undefined })
          if (!next) setFile(undefined)
        }}
        onSaved={onSaved}
      />
    </>
  )
}

/** The order of the list, kept in the address. */
function useOrder(columns: readonly GridColumn<Pack>[]) {
  const [params, change] = useUrlParams()
  const sort: GridSort = {
    id: columns.find(({ orderKey }) => orderKey === params.get('order_key'))?.id ?? 'name',
    descending: params.get('order_direction') === 'desc',
  }
  const onSort = (next: GridSort) =>
    change({
      order_key: columns.find(({ id }) => id === next.id)?.orderKey,
      order_direction: next.descending ? 'desc' : undefined,
    })
  return { sort, onSort }
}

function Toolbar({ count }: { count: number }) {
  const [params, change] = useUrlParams()
  return (
    <>
      <SearchInput
        label="Search packs"
        value={params.get('query') ?? ''}
        onChange={(next) => change({ query: next }, 'replace')}
        className="max-sm:w-full"
      />
      <span className="text-fg-muted tabular-nums">{formatNoun(count, 'pack')}</span>
    </>
  )
}

type PackGridProps = { pages: Pages<Pack>; names: LabelNames; noPack: ReactNode }

function PackGrid({ pages, names, noPack }: PackGridProps) {
  const [params, change] = useUrlParams()
  const columns = useMemo(() => packColumns(names), [names])
  const order = useOrder(columns)
  const { items, count, busy, hasMore, more } = pages
  return (
    <DataGrid
      label="Packs"
      noun="pack"
      fill
      columns={columns}
      rowKey={(pack) => pack.id}
      viewKey="packs"
      card={(pack) => <PackCard pack={pack} names={names} />}
      source={{
        mode: 'server',
        rows: items,
        total: count,
        hasMore,
        busy,
        onMore: more,
        ...order,
      }}
      empty={
        <Empty
          query={params.get('query') ?? ''}
          pages={pages}
          noPack={noPack}
          onClear={() => change({ query: undefined })}
        />
      }
      toolbar={<Toolbar count={count} />}
    />
  )
}

type Doors = { open: () => void; browse: () => void; setBlank: (open: boolean) => void }

function usePackActions(noImport: string | undefined, { open, browse, setBlank }: Doors) {
  return useMemo(
    () => [
      { id: 'starter', label: 'Starter packs', run: browse },
      ...(noImport
        ? []
        : [
            { id: 'new', label: 'New pack', keys: 'n', run: () => setBlank(true) },
            { id: 'import', label: 'Import a pack', keys: 'i', run: open },
          ]),
    ],
    [noImport, open, browse, setBlank],
  )
}

type WaysProps = { noImport: string | undefined; onStarter: () => void; onImport: () => void }

function Ways({ noImport, onStarter, onImport }: WaysProps) {
  return (
    <>
      <Button onClick={onStarter}>
        <LibraryBig aria-hidden /> Starter packs
      </Button>
      <Button variant="primary" onClick={onImport} disabledReason={noImport}>
        <Upload aria-hidden /> Import
      </Button>
    </>
  )
}

export function PacksView({ first, names, noImport }: PacksViewProps) {
  const [params, change] = useUrlParams()
  const pages = usePages(listKey(params), readPacks, first)
  const { readAt, refresh } = pages
  const [blank, setBlank] = useState(false)
  const open = useCallback(() => change({ import: '1' }), [change])
  const browse = useCallback(() => change({ starter: '1' }), [change])
  const actions = usePackActions(noImport, { open, browse, setBlank })
  return (
    <Page
      title="Packs"
      fill
      note={readAt !== undefined && <AsOf at={readAt} />}
      actions={<Ways noImport={noImport} onStarter={browse} onImport={open} />}
    >
      <PageActions actions={actions} />
      <PackGrid
        pages={pages}
        names={names}
        noPack={
          <PacksEmpty
            noWrite={noImport}
            onStarter={browse}
            onImport={open}
            onBlank={() => setBlank(true)}
          />
        }
      />
      <StarterSheet noAdd={noImport} onSaved={refresh} />
      <NewPackDialog open={blank} onOpenChange={setBlank} />
      {!noImport && <ImportDoor onSaved={refresh} />}
    </Page>
  )
}
