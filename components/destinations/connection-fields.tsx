'use client'
// How a destination is reached: its kind while it is new, the fields of that kind, and its secrets.
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { DestinationKind } from '@/lib/wire/destination-kinds'
import { ConfigInput, SecretInput } from './config-inputs'
import { kindFields } from './destination-fields'
import { reasonOf } from './destination-refusal'
import { kindHints, kindLabels } from './destination-words'
import type { DestinationDraftState } from './use-destination-draft'

type PartProps = { state: DestinationDraftState }

export function KindChoice({ state: { draft, setKind } }: PartProps) {
  return (
    <RadioGroup<DestinationKind>
      aria-label="Kind"
      value={draft.kind}
      onValueChange={setKind}
      className="grid auto-rows-fr gap-2 sm:grid-cols-3"
    >
      {DestinationKind.options.map((kind) => (
        <Radio.Root
          key={kind}
          value={kind}
          nativeButton
          render={<button type="button" />}
          className="flex min-h-11 flex-col rounded-md border border-line-control bg-surface px-3 py-2 text-start transition-colors duration-fast hover:bg-hover data-checked:border-accent data-checked:bg-selected"
        >
          <span className="font-medium">{kindLabels[kind]}</span>
          <span className="text-fg-muted text-meta">{kindHints[kind]}</span>
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}

export function NameField({ state: { draft, change, failure } }: PartProps) {
  return (
    <Field label="Name" error={failure?.reason('name')}>
      <Input
        value={draft.name}
        maxLength={255}
        autoComplete="off"
        placeholder={kindLabels[draft.kind]}
        onChange={(event) => change({ name: event.target.value })}
      />
    </Field>
  )
}

function Configs({ state }: PartProps) {
  const { draft, change } = state
  return kindFields[draft.kind].config.map((field) => (
    <ConfigInput
      key={`${draft.kind} ${field.key}`}
      field={field}
      value={draft.texts[field.key] ?? ''}
      onChange={(text) => change({ texts: { ...draft.texts, [field.key]: text } })}
      error={reasonOf(state, `config.${field.key}`)}
    />
  ))
}

function Secrets({ state }: PartProps) {
  const { draft, change, stored } = state
  return kindFields[draft.kind].secrets.map((field) => {
    const held = draft.secrets[field.name]
    const setAt = stored?.secrets.find(({ name }) => name === field.name)?.set_at
    return (
      <SecretInput
        key={`${draft.kind} ${field.name} ${setAt}`}
        field={field}
        setAt={setAt}
        value={held === undefined ? '' : held}
        onChange={(value) => change({ secrets: { ...draft.secrets, [field.name]: value } })}
        error={reasonOf(state, `secrets.${field.name}`)}
      />
    )
  })
}

export function ConnectionFields({ state }: PartProps) {
  const { config, secrets } = kindFields[state.draft.kind]
  if (config.length === 0)
    return (
      <p className="text-fg-muted">
        Lines go to the standard output of the server process, one JSON object each, beside its own
        log. There is nothing to set.
      </p>
    )
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Configs state={state} />
      </div>
      {secrets.length > 0 && (
        <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
          <legend className="px-1 font-medium">Secrets</legend>
          <p className="text-fg-subtle text-meta">
            Sealed when they are saved, and never shown again.
          </p>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Secrets state={state} />
          </div>
        </fieldset>
      )}
    </>
  )
}
