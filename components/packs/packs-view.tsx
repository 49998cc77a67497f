'use client'
// The pack list: what is collected, from whom, and which pack needs me; the ways in for new ones.
import { LibraryBig, Plus, Upload } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { type PageAction, PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { AsOf } from '@/components/ui/time'
import type { PageRead } from '@/lib/client/use-pages'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { PackSummary } from '@/lib/wire/pack-listing'
import { BulkDialog } from './bulk-dialog'
import { BulkTagsDialog } from './bulk-tags-dialog'
import { DropZone } from './drop-zone'
import type { PackFile } from './import-files'
import { ImportSheet } from './import-sheet'
import { NewPackDialog } from './new-pack-dialog'
import { PacksEmpty } from './packs-empty'
import { PacksGrid } from './packs-grid'
import { StarterSheet } from './starter-sheet'
import { type PackActing, usePackActs, type Writable } from './use-pack-acts'
import { packFilters, usePackList } from './use-pack-list'
import type { LabelNames } from './whom'

type PacksViewProps = {
  first: PageRead<PackSummary>
  names: LabelNames
  tags: readonly string[]
  teams: readonly { id: number; name: string }[]
  writable: Writable
}

function ImportDoor({ onSaved }: { onSaved: () => void }) {
  const [params, change] = useUrlParams()
  const [files, setFiles] = useState<readonly PackFile[]>([])
  return (
    <>
      <DropZone
        onFiles={(dropped) => {
          setFiles(dropped)
          change({ import: '1' })
        }}
      />
      <ImportSheet
        files={files}
        open={params.get('import') === '1'}
        onOpenChange={(next) => {
          change({ import: next ? '1' : undefined })
          if (!next) setFiles([])
        }}
        onSaved={onSaved}
      />
    </>
  )
}

type Doors = { onStarter: () => void; onImport: () => void; onBlank: () => void }
type Change = (patch: Record<string, string | undefined>) => void

function usePageKeys(noNew: string | undefined, doors: Doors, change: Change): PageAction[] {
  const { onStarter, onImport, onBlank } = doors
  return useMemo(
    () => [
      ...(noNew
        ? []
        : [
            { id: 'new', label: 'New pack', keys: 'n', run: onBlank },
            { id: 'import', label: 'Import packs', keys: 'i', run: onImport },
          ]),
      { id: 'starter', label: 'Starter packs', run: onStarter },
      { id: 'need', label: 'Show packs in need', run: () => change({ state: 'need' }) },
      { id: 'off', label: 'Show packs that are off', run: () => change({ state: 'off' }) },
      { id: 'all', label: 'Show every pack', run: () => change({ state: undefined }) },
    ],
    [noNew, onStarter, onImport, onBlank, change],
  )
}

function Ways({ noNew, onStarter, onImport, onBlank }: Doors & { noNew: string | undefined }) {
  return (
    <>
      <Button onClick={onStarter}>
        <LibraryBig aria-hidden /> Starter packs
      </Button>
      <Button onClick={onImport} disabledReason={noNew} aria-keyshortcuts="i">
        <Upload aria-hidden /> Import
      </Button>
      <Button variant="primary" onClick={onBlank} disabledReason={noNew} aria-keyshortcuts="n">
        <Plus aria-hidden /> New
      </Button>
    </>
  )
}

type QuestionsProps = { acting: PackActing; tags: readonly string[]; onChanged: () => void }

function Questions({ acting, tags, onChanged }: QuestionsProps) {
  const { question, setQuestion, tagged, setTagged } = acting
  return (
    <>
      <BulkDialog
        question={question}
        onClose={() => setQuestion(undefined)}
        onDone={() => {
          setQuestion(undefined)
          onChanged()
        }}
      />
      <BulkTagsDialog
        chosen={tagged}
        known={tags}
        onClose={() => setTagged(undefined)}
        onDone={() => {
          setTagged(undefined)
          onChanged()
        }}
      />
    </>
  )
}

function useDoors(change: Change): Doors & { isBlank: boolean; setBlank: (on: boolean) => void } {
  const [isBlank, setBlank] = useState(false)
  const onImport = useCallback(() => change({ import: '1' }), [change])
  const onStarter = useCallback(() => change({ starter: '1' }), [change])
  const onBlank = useCallback(() => setBlank(true), [])
  return { onImport, onStarter, onBlank, isBlank, setBlank }
}

export function PacksView({ first, names, tags, teams, writable }: PacksViewProps) {
  const list = usePackList(first)
  const { change, pages } = list
  const acting = usePackActs(writable)
  const { isBlank, setBlank, ...doors } = useDoors(change)
  const noNew = writable.includes(null)
    ? undefined
    : 'Needs the maintainer role for the whole fleet'
  const filters = useMemo(() => packFilters({ tags, teams }), [tags, teams])
  const actions = usePageKeys(noNew, doors, change)
  return (
    <Page
      title="Packs"
      fill
      note={pages.readAt !== undefined && <AsOf at={pages.readAt} />}
      actions={<Ways noNew={noNew} {...doors} />}
    >
      <PageActions actions={actions} />
      <PacksGrid
        list={list}
        acting={acting}
        filters={filters}
        names={names}
        noPack={<PacksEmpty noWrite={noNew} {...doors} />}
      />
      <Questions acting={acting} tags={tags} onChanged={pages.refresh} />
      <StarterSheet noAdd={noNew} onSaved={pages.refresh} />
      <NewPackDialog open={isBlank} onOpenChange={setBlank} />
      {!noNew && <ImportDoor onSaved={pages.refresh} />}
    </Page>
  )
}
