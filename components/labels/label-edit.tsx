'use client'
// The form of a label: by SQL with a preview on real hosts, or by hand from picked and pasted hosts.
import { useState } from 'react'
import { platformChoices } from '@/components/queries/query-words'
import { SqlEditor } from '@/components/sql/sql-editor'
import { HostLine } from '@/components/targets/target-line'
import { Button } from '@/components/ui/button'
import { Checkbox, RadioGroup } from '@/components/ui/choice'
import type { Choice } from '@/components/ui/combobox'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import type { Label } from '@/lib/wire/labels'
import { LabelPreviewPanel } from './label-preview'
import { changeEffects, kindOf } from './label-words'
import { type LabelDraftState, lacksOf, useLabelDraft } from './use-label-draft'

type LabelEditProps = {
  /** Undefined: a new one. */
  label: Label | undefined
  noWrite: string | undefined
  noAsk: string | undefined
  onSaved: (id: number) => void
}

type Part = { state: LabelDraftState; readOnly: boolean }

function Kind({ state: { draft, change } }: Part) {
  return (
    <RadioGroup
      label="Who is in it"
      value={draft.kind}
      onChange={(kind) => change({ kind })}
      options={[
        {
          value: 'sql',
          label: 'Hosts where a query returns a row',
          hint: 'Asked of every host on first contact, then about every hour.',
        },
        {
          value: 'manual',
          label: 'Hosts that I list',
          hint: 'They stay until somebody takes them out.',
        },
      ]}
    />
  )
}

function Platforms({ state: { draft, change }, readOnly }: Part) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">Asked on</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {platformChoices.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={draft.platforms.includes(value)}
            disabled={readOnly}
            onChange={(on) =>
              change({
                platforms: platformChoices
                  .map((choice) => choice.value)
                  .filter((one) => (one === value ? on : draft.platforms.includes(one))),
              })
            }
          />
        ))}
      </div>
      <p className="text-fg-subtle text-meta">None checked: on every platform.</p>
    </fieldset>
  )
}

type SqlProps = Part & Pick<LabelEditProps, 'label' | 'noAsk'>

function BySql({ state, readOnly, label, noAsk }: SqlProps) {
  const { draft, change, failure, review } = state
  const platforms = platformChoices
    .map(({ value }) => value)
    .filter((value) => draft.platforms.includes(value))
  return (
    <>
      <div className="flex flex-col gap-1">
        <span aria-hidden className="font-medium">
          SQL
        </span>
        <SqlEditor
          label="SQL of the label"
          value={draft.query}
          onChange={(query) => change({ query })}
          platforms={platforms}
          height="9rem"
          readOnly={readOnly}
          onSave={review}
        />
        {failure?.reason('query') && (
          <p role="alert" className="text-bad-fg">
            SQL {failure.reason('query')}
          </p>
        )}
      </div>
      <Platforms state={state} readOnly={readOnly} />
      {!readOnly && (
        <LabelPreviewPanel
          query={draft.query}
          platform={draft.platforms.join(',')}
          labelId={label?.id}
          noAsk={noAsk}
        />
      )}
    </>
  )
}

function ByHand({ state: { draft, change } }: Part) {
  const [known, setKnown] = useState<readonly Choice[]>([])
  const learn = (choices: readonly Choice[]) =>
    setKnown((old) => [...new Map([...old, ...choices].map((one) => [one.id, one])).values()])
  return (
    <>
      <HostLine
        label="Hosts"
        ids={draft.hosts}
        onIds={(hosts) => change({ hosts })}
        known={known}
        onKnown={learn}
      />
      <Field
        label="Pasted list"
        optional
        hint="Names, UUIDs or serials, one a line or between commas. What is unknown is told, never guessed."
      >
        <Textarea
          rows={4}
          value={draft.pasted}
          spellCheck={false}
          className="mono"
          onChange={(event) => change({ pasted: event.target.value })}
        />
      </Field>
    </>
  )
}

function SaveDialog({ state, label }: { state: LabelDraftState; label: Label }) {
  const { asked, ask, save, busy, error } = state
  return (
    <ConfirmDialog
      open={asked}
      onOpenChange={ask}
      title={`Change who is in ${label.name}?`}
      keepLabel="Keep the old SQL"
      goLabel="Save and ask every host"
      onConfirm={() => void save()}
      busy={busy}
      error={error}
    >
      {changeEffects(label).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  )
}

function Foot({
  state,
  noWrite,
  label,
}: { state: LabelDraftState } & Pick<LabelEditProps, 'noWrite' | 'label'>) {
  const { draft, busy, failure, isChanged, discard, review } = state
  return (
    <>
      {failure && failure.errors.length === 0 && (
        <p role="alert" className="text-bad-fg">
          {failure.message}
        </p>
      )}
      <div className="sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-line border-t bg-raised px-4 py-3">
        {isChanged && label && <Button onClick={discard}>Discard</Button>}
        <Button
          variant="primary"
          onClick={review}
          busy={busy}
          disabledReason={noWrite ?? lacksOf(draft, isChanged)}
          aria-keyshortcuts="Control+S Meta+S"
        >
          {label ? 'Review and save' : 'Make the label'}
        </Button>
      </div>
    </>
  )
}

export function LabelEdit(props: LabelEditProps) {
  const { label, noWrite, onSaved } = props
  const state = useLabelDraft(label, onSaved)
  const { draft, change, failure } = state
  const builtIn = label !== undefined && kindOf(label) === 'builtin'
  const part = { state, readOnly: noWrite !== undefined || builtIn }
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" error={failure?.reason('name')}>
        <Input
          value={draft.name}
          maxLength={255}
          readOnly={part.readOnly}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Field label="Description" optional>
        <Textarea
          rows={2}
          value={draft.description}
          maxLength={10_000}
          readOnly={part.readOnly}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      {!label && <Kind {...part} />}
      {draft.kind === 'sql' && <BySql {...part} {...props} />}
      {draft.kind === 'manual' && !label && <ByHand {...part} />}
      {builtIn ? (
        <p className="text-fg-muted">Built in: it follows the platform that hosts report.</p>
      ) : (
        <Foot state={state} noWrite={noWrite} label={label} />
      )}
      {label && <SaveDialog state={state} label={label} />}
    </div>
  )
}
