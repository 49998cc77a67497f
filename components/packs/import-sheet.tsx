'use client'
// The import of pack files in four steps: drop, check, targets, report. Nothing is saved before the
// last button.
import { useEffect, useRef } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import { announce } from '@/lib/client/announce'
import type { ApiFailure } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { ImportCheck } from './import-check'
import { DropStep } from './import-drop'
import type { PackFile } from './import-files'
import { ImportReport } from './import-report'
import { ImportTargets } from './import-targets'
import { importSum, newPacks, openDecisions, queriesToSave, savesNothing } from './import-words'
import { type Import, type ImportStep, useImport } from './use-import'

const steps: readonly { id: ImportStep; label: string }[] = [
  { id: 'drop', label: 'Drop' },
  { id: 'check', label: 'Check' },
  { id: 'targets', label: 'Targets' },
  { id: 'report', label: 'Report' },
]

function Steps({ now }: { now: ImportStep }) {
  return (
    <ol aria-label="Steps" className="mb-4 flex flex-wrap gap-x-4 gap-y-1">
      {steps.map(({ id, label }, index) => (
        <li
          key={id}
          aria-current={id === now ? 'step' : undefined}
          className={id === now ? 'font-semibold text-accent-fg' : 'text-fg-muted'}
        >
          {index + 1}. {label}
        </li>
      ))}
    </ol>
  )
}

function Failure({ error, saved }: { error: ApiFailure; saved: boolean }) {
  return (
    <Banner tone="bad" className="mb-4">
      <div role="alert">
        <p className="font-medium">{error.message}</p>
        {error.errors
          .filter(({ reason }) => !error.message.includes(reason))
          .map(({ name, reason }) => (
            <p key={`${name} ${reason}`}>{reason}</p>
          ))}
        {!saved && <p>Nothing has been saved.</p>}
      </div>
    </Banner>
  )
}

type PartProps = { importing: Import; onClose: () => void }

function CheckButtons({ importing: { state, put, proceed } }: PartProps) {
  const { preview, choices, busy } = state
  const left = preview ? openDecisions(preview, choices) : { packs: 0, queries: 0 }
  const open = left.packs + left.queries
  const none = preview ? preview.packs.length + preview.library.length === 0 : true
  const reason = none
    ? 'No file can be imported'
    : open > 0
      ? `${formatNoun(open, 'decision')} first`
      : preview && savesNothing(preview, choices)
        ? 'Nothing to save: all of it is there already or left out'
        : undefined
  return (
    <>
      <Button onClick={() => put({ step: 'drop', error: undefined })}>Add files</Button>
      <Button variant="primary" busy={busy} onClick={proceed} disabledReason={reason}>
        Choose targets
      </Button>
    </>
  )
}

function Footer({ importing, onClose }: PartProps) {
  const { state, put, check, save } = importing
  const { step, preview, targets, busy, files } = state
  const queries = preview ? queriesToSave(preview, state.choices) : 0
  const makesPacks =
    preview && newPacks({ packs: preview.packs, choices: state.choices }).length > 0
  if (step === 'check') return <CheckButtons importing={importing} onClose={onClose} />
  if (step === 'targets')
    return (
      <>
        <Button onClick={() => put({ step: 'check', error: undefined })}>Back</Button>
        {state.error?.status === 409 && <Button onClick={() => check(files)}>Check again</Button>}
        <Button variant="primary" busy={busy} onClick={save}>
          Save {formatNoun(queries, 'query', 'queries')}
          {makesPacks && (targets.disabled ? ', switched off' : ', switched on')}
        </Button>
      </>
    )
  if (step === 'drop' && preview)
    return <Button onClick={() => put({ step: 'check' })}>Back to the check</Button>
  return <Button onClick={onClose}>Close</Button>
}

/** What the step shows, between the list of steps and the buttons. */
function StepBody({ importing }: { importing: Import }) {
  const { state, put, add } = importing
  const { step, preview, saved, targets, files, busy, choices } = state
  if (step === 'drop') return <DropStep files={files} busy={busy} onFiles={add} />
  if (step === 'check' && preview) return <ImportCheck importing={importing} preview={preview} />
  if (step === 'targets' && preview)
    return (
      <ImportTargets
        packs={preview.packs}
        choices={choices}
        targets={targets}
        onChange={(next) => put({ targets: next })}
      />
    )
  return step === 'report' && saved ? <ImportReport importing={importing} saved={saved} /> : null
}

type ImportSheetProps = {
  /** The files dropped last; a new list is added to what the sheet holds. */
  files: readonly PackFile[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onSaved: () => void
}

export function ImportSheet({ files, open, onOpenChange, onSaved }: ImportSheetProps) {
  const importing = useImport(onSaved)
  const { state, add, reset } = importing
  const taken = useRef<readonly PackFile[]>([])
  useEffect(() => {
    if (files.length === 0 || taken.current === files) return
    taken.current = files
    add([...files])
  }, [files, add])
  useEffect(() => {
    if (state.step === 'check' && state.preview) announce(importSum(state.preview.counts))
  }, [state.step, state.preview])
  const change = (next: boolean) => {
    if (!next) reset()
    onOpenChange(next)
  }
  return (
    <Sheet
      open={open}
      onOpenChange={change}
      title="Import packs"
      className="w-[min(840px,100vw)]"
      footer={<Footer importing={importing} onClose={() => change(false)} />}
    >
      <Steps now={state.step} />
      {state.error && <Failure error={state.error} saved={state.saved !== undefined} />}
      <StepBody importing={importing} />
    </Sheet>
  )
}
