'use client'
// The import of a pack file in four steps: drop, check, targets, report. Nothing is saved before the
// last button.
import { FileUp } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import { Sheet } from '@/components/ui/sheet'
import type { ApiFailure } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import type { PackImportReply } from '@/lib/wire/pack-import'
import { readPackFile } from './drop-zone'
import { ImportCheck } from './import-check'
import { ImportTargets } from './import-targets'
import { type ImportStep, type PackFile, packNameOf, useImport } from './use-import'

export type { PackFile } from './use-import'

const steps: readonly { id: ImportStep; label: string }[] = [
  { id: 'drop', label: 'File' },
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

type FileProps = { onFile: (file: PackFile) => void }

function FileChooser({ onFile }: FileProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    const read = file && (await readPackFile(file))
    if (read) onFile(read)
  }
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line-control border-dashed px-4 py-8 text-center">
      <FileUp aria-hidden className="size-6! text-fg-subtle" />
      <p>Drop an osquery pack or configuration file anywhere, or</p>
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input
        ref={input}
        id={id}
        type="file"
        aria-label="Pack file"
        accept=".conf,.json,.txt,application/json"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => take(event.target.files?.[0])}
      />
    </div>
  )
}

function DropStep({ onFile }: FileProps) {
  const [text, setText] = useState('')
  return (
    <div className="flex flex-col gap-4">
      <FileChooser onFile={onFile} />
      <Field label="Or paste its text">
        <Textarea
          rows={10}
          value={text}
          spellCheck={false}
          placeholder='{"queries": {"users": {"query": "SELECT * FROM users", "interval": 3600}}}'
          onChange={(event) => setText(event.target.value)}
          className="mono"
        />
      </Field>
      <Button
        variant="primary"
        className="self-end"
        disabledReason={text.trim() === '' ? 'Paste the text of a pack first' : undefined}
        onClick={() => onFile({ name: 'pasted', content: text })}
      >
        Check
      </Button>
    </div>
  )
}

function Report({ saved, disabled }: { saved: PackImportReply; disabled: boolean }) {
  const queries = saved.packs.reduce((sum, pack) => sum + pack.queries.length, 0)
  return (
    <div className="flex flex-col gap-4">
      <Banner tone="ok">
        Saved {formatNoun(saved.packs.length, 'pack')} with{' '}
        {formatNoun(queries, 'query', 'queries')},{' '}
        {disabled
          ? 'switched off: no host has it yet'
          : 'switched on: hosts get it when they next ask'}
        .
      </Banner>
      <ul className="flex flex-col gap-2">
        {saved.packs.map(({ id, name, queries: own }) => (
          <li key={name} className="flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
            <span className="text-fg-muted">{formatNoun(own.length, 'query', 'queries')}</span>
            {id !== undefined && (
              <ButtonLink href={`/packs/${id}`} size="small">
                Open pack
              </ButtonLink>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Failure({ error }: { error: ApiFailure }) {
  return (
    <Banner tone="bad" className="mb-4">
      <div role="alert">
        <p className="font-medium">{error.message}</p>
        {error.errors
          .filter(({ reason }) => reason !== error.message)
          .map(({ name, reason }) => (
            <p key={`${name} ${reason}`}>{reason}</p>
          ))}
        <p>Nothing has been saved.</p>
      </div>
    </Banner>
  )
}

type FooterProps = { importing: ReturnType<typeof useImport>; onClose: () => void }

function Footer({ importing: { state, put, save }, onClose }: FooterProps) {
  const { step, preview, targets, busy } = state
  const conflicts = preview?.packs.reduce((sum, pack) => sum + pack.conflicts.length, 0) ?? 0
  const queries = preview?.packs.reduce((sum, pack) => sum + pack.queries.length, 0) ?? 0
  if (step === 'check')
    return (
      <>
        <Button onClick={() => put({ step: 'drop', preview: undefined })}>Other file</Button>
        <Button
          variant="primary"
          onClick={() => put({ step: 'targets', error: undefined })}
          disabledReason={conflicts > 0 ? `${formatNoun(conflicts, 'conflict')} first` : undefined}
        >
          Choose targets
        </Button>
      </>
    )
  if (step === 'targets')
    return (
      <>
        <Button onClick={() => put({ step: 'check' })}>Back</Button>
        <Button variant="primary" busy={busy} onClick={save}>
          Save {formatNoun(queries, 'query')}
          {targets.disabled ? ', switched off' : ', switched on'}
        </Button>
      </>
    )
  return <Button onClick={onClose}>Close</Button>
}

/** What the step shows, between the list of steps and the buttons. */
function StepBody({ importing: { state, put, check } }: Pick<FooterProps, 'importing'>) {
  const { step, preview, saved, targets, busy, name, content } = state
  return (
    <>
      {step === 'drop' && (
        <DropStep onFile={(next) => check(next.content, packNameOf(next.name))} />
      )}
      {step === 'check' && preview && (
        <ImportCheck
          preview={preview}
          name={name}
          busy={busy}
          onName={(next) => put({ name: next })}
          onCheck={() => check(content, name)}
        />
      )}
      {step === 'targets' && (
        <ImportTargets targets={targets} onChange={(next) => put({ targets: next })} />
      )}
      {step === 'report' && saved && <Report saved={saved} disabled={targets.disabled} />}
    </>
  )
}

type ImportSheetProps = {
  file: PackFile | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
  onSaved: () => void
}

export function ImportSheet({ file, open, onOpenChange, onSaved }: ImportSheetProps) {
  const importing = useImport(onSaved)
  const { state, check, reset } = importing
  useEffect(() => {
    if (file) check(file.content, packNameOf(file.name))
  }, [file, check])
  const change = (next: boolean) => {
    if (!next) reset()
    onOpenChange(next)
  }
  return (
    <Sheet
      open={open}
      onOpenChange={change}
      title="Import packs"
      className="w-[min(760px,100vw)]"
      footer={<Footer importing={importing} onClose={() => change(false)} />}
    >
      <Steps now={state.step} />
      {state.error && <Failure error={state.error} />}
      <StepBody importing={importing} />
    </Sheet>
  )
}
