'use client'
// A pack: what it collects, from whom, and whether that works. One draft under all of it, saved from
// the line at the bottom.
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LabelNames } from '@/components/packs/whom'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { takesText } from '@/components/shell/use-shortcuts'
import { type Tab, Tabs } from '@/components/ui/tabs'
import type { DraftError } from '@/lib/client/pack-draft-faults'
import { useUrlParam } from '@/lib/client/use-url-param'
import type { PackContent } from '@/lib/wire/pack-content'
import type { Pack } from '@/lib/wire/packs'
import type { TargetNames } from '@/lib/wire/targets'
import { ConflictView } from './conflict-view'
import { DraftBar } from './draft-bar'
import { HealthTab } from './health-tab'
import { PackActions, type PackAsked } from './pack-actions'
import { PackHead, PackReach } from './pack-head'
import { PackHostsTab } from './pack-hosts-tab'
import { PackPreview } from './pack-preview'
import { PackQueries } from './pack-queries'
import { PackTargets } from './pack-targets'
import type { QueryFigures } from './query-grid-state'
import { ReportTab } from './report-tab'
import { RevisionsTab } from './revisions-tab'
import { RolloutTab } from './rollout-tab'
import { SaveDialog } from './save-dialog'
import { SettingsTab } from './settings-tab'
import { useHealthFigures } from './use-health-figures'
import { usePackDraft } from './use-pack-draft'
import { type PackEditor, usePackEditor } from './use-pack-editor'

type PackViewProps = {
  pack: Pack
  /** Of its newest revision. */
  content: PackContent
  names: LabelNames
  /** What targets may be chosen from. */
  targets: TargetNames
  noWrite: string | undefined
  noRun: string | undefined
}

type Window = 'review' | 'conflict' | undefined

/** Ctrl S reviews, Ctrl Z and Ctrl Shift Z go back and forth outside of fields. */
function useChords({ draft }: PackEditor, review: () => void) {
  const latest = useRef({ draft, review })
  useEffect(() => {
    latest.current = { draft, review }
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      const { draft: held, review: open } = latest.current
      if (key === 's') {
        event.preventDefault()
        if (!event.defaultPrevented || document.querySelector('[role=dialog]') === null) open()
        return
      }
      if (event.defaultPrevented || takesText(event.target)) return
      if (key === 'z' && !event.shiftKey) held.undo()
      else if (key === 'y' || key === 'z') held.redo()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

type Acts = { review: () => void; compare: () => void }

/** Opens what is at fault. */
function useGo(editor: PackEditor) {
  const [, tab] = useUrlParam('tab')
  const { setOpenId } = editor
  return useCallback(
    (error: DraftError) => {
      tab(error.query_id === undefined ? 'settings' : undefined)
      if (error.query_id !== undefined) setOpenId(error.query_id)
    },
    [tab, setOpenId],
  )
}

function pageActions(draft: Pick<PackEditor['draft'], 'undo' | 'redo'>, { review }: Acts) {
  return [
    { id: 'pack-save', label: 'Review and save', keys: 'Ctrl S', run: review },
    { id: 'pack-undo', label: 'Undo the last edit', keys: 'Ctrl Z', run: draft.undo },
    { id: 'pack-redo', label: 'Redo', keys: 'Ctrl Shift Z', run: draft.redo },
  ]
}

type TabsInput = Pick<PackViewProps, 'targets' | 'noWrite'> & {
  editor: PackEditor
  acts: Acts
  figures: ReadonlyMap<number, QueryFigures>
  ask: (asked: PackAsked) => void
  changed: () => void
}

const healthTab = (pack: Pack, figures: TabsInput['figures']): Tab => ({
  id: 'health',
  label: 'Health',
  alert: [...figures.values()].some(({ denylisted, failing }) => denylisted + failing > 0),
  content: <HealthTab pack={pack} />,
})

const reportTab = (pack: Pack): Tab => ({
  id: 'report',
  label: 'Report',
  content: <ReportTab pack={pack} />,
})

function tabsOf({ editor, acts, figures, targets, noWrite, ask, changed }: TabsInput): Tab[] {
  const { draft } = editor
  const { pack, content } = draft
  const own = draft.errors.some(({ query_id }) => query_id === undefined)
  return [
    {
      id: 'queries',
      label: 'Queries',
      count: content.queries.length,
      content: <PackQueries {...{ editor, figures, noWrite }} onSave={acts.review} />,
    },
    {
      id: 'targets',
      label: 'Targets',
      content: <PackTargets editor={editor} names={targets} noWrite={noWrite} />,
    },
    {
      id: 'rollout',
      label: 'Rollout',
      alert: pack.rollout?.state === 'paused',
      content: <RolloutTab pack={pack} noWrite={noWrite} onChanged={changed} />,
    },
    healthTab(pack, figures),
    reportTab(pack),
    { id: 'hosts', label: 'Hosts', content: <PackHostsTab pack={pack} /> },
    {
      id: 'revisions',
      label: 'Revisions',
      count: pack.revision,
      content: <RevisionsTab pack={pack} noWrite={noWrite} onChanged={changed} />,
    },
    { id: 'preview', label: 'Preview', content: <PackPreview editor={editor} /> },
    {
      id: 'settings',
      label: 'Settings',
      alert: own,
      content: <SettingsTab draft={draft} noWrite={noWrite} onDelete={() => ask('delete')} />,
    },
  ]
}

/** The windows over the editor, and what opens them. */
function useWindows(editor: PackEditor, noWrite: string | undefined) {
  const [open, setOpen] = useState<Window>()
  const { dirty, errors } = editor.draft
  const mayReview = dirty && errors.length === 0 && noWrite === undefined
  const latest = useRef(mayReview)
  useEffect(() => {
    latest.current = mayReview
  })
  const [acts] = useState(() => ({
    review: () => {
      if (latest.current) setOpen('review')
    },
    compare: () => setOpen('conflict'),
  }))
  const change = (name: Window) => (next: boolean) => setOpen(next ? name : undefined)
  return { open, change, acts }
}

type WindowsProps = Pick<PackViewProps, 'names'> & {
  editor: PackEditor
  windows: ReturnType<typeof useWindows>
}

function Windows({ editor, windows: { open, change, acts }, names }: WindowsProps) {
  if (open === 'review')
    return (
      <SaveDialog
        editor={editor}
        open
        onOpenChange={change('review')}
        onConflict={acts.compare}
        names={names}
      />
    )
  if (open !== 'conflict') return null
  return <ConflictView draft={editor.draft} open onOpenChange={change('conflict')} names={names} />
}

/** The editor with its windows and keys. */
function useEditorPage({ pack, content, noWrite }: PackViewProps) {
  const router = useRouter()
  const editor = usePackEditor(usePackDraft(pack, content))
  const windows = useWindows(editor, noWrite)
  const { acts } = windows
  useChords(editor, acts.review)
  const { undo, redo, refresh } = editor.draft
  const actions = useMemo(() => pageActions({ undo, redo }, acts), [undo, redo, acts])
  const changed = useCallback(() => {
    refresh()
    router.refresh()
  }, [refresh, router])
  return { editor, windows, actions, changed, go: useGo(editor) }
}

type HeadInput = Pick<PackViewProps, 'pack' | 'noWrite' | 'noRun'> & { changed: () => void }

/** What stands beside the name: not drawn again with every letter that is typed below. */
function useHead({ pack, noWrite, noRun, changed }: HeadInput) {
  const [asked, ask] = useState<PackAsked>()
  const note = useMemo(
    () => <PackHead pack={pack} noWrite={noWrite} onSwitch={() => ask('switch')} />,
    [pack, noWrite],
  )
  const reach = useMemo(() => <PackReach pack={pack} />, [pack])
  const buttons = useMemo(
    () => <PackActions {...{ pack, noWrite, noRun, asked }} onAsk={ask} onChanged={changed} />,
    [pack, noWrite, noRun, asked, changed],
  )
  return { note, reach, buttons, ask }
}

export function PackView(props: PackViewProps) {
  const { names, targets, noWrite, noRun } = props
  const { editor, windows, actions, changed, go } = useEditorPage(props)
  const { pack } = editor.draft
  const { acts } = windows
  const figures = useHealthFigures(pack.id)
  const { note, reach, buttons, ask } = useHead({ pack, noWrite, noRun, changed })
  return (
    <Page
      title={pack.name}
      crumbs={[{ label: 'Packs', href: '/packs' }]}
      note={note}
      actions={buttons}
      fill
      className="p-0 sm:p-0 max-sm:[&>div:first-child]:px-4 max-sm:[&>div:first-child]:pt-3"
    >
      <PageActions actions={actions} />
      <Tabs
        label="Pack"
        aside={reach}
        tabs={tabsOf({ editor, acts, figures, targets, noWrite, ask, changed })}
        className="flex-1 [&>div:first-child]:shrink-0 [&>div:first-child]:px-4 sm:[&>div:first-child]:px-6"
        panelClassName="overflow-y-auto p-4 sm:p-6 lg:pt-4"
      />
      <DraftBar
        editor={editor}
        noWrite={noWrite}
        onReview={acts.review}
        onCompare={acts.compare}
        onGo={go}
      />
      <Windows editor={editor} windows={windows} names={names} />
    </Page>
  )
}
