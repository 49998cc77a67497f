'use client'
// What a query declares of its {{names}}: type, words for whoever is asked, and a default.
import { parameterTypes } from '@/components/live/parameter-fields'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { ParameterDraft, ParameterRow } from './parameter-drafts'

const typeChoices = parameterTypes.map((value) => ({ value, label: value }))

type RowProps = {
  row: ParameterRow
  onChange: (draft: ParameterDraft) => void
  /** What the server said of it. */
  refusal: string | undefined
  readOnly: boolean
}

function Default({ row, onChange, refusal, readOnly }: RowProps) {
  const { type, description, fallback, fault } = row
  const set = (next: string) => onChange({ type, description, fallback: next })
  return (
    <Field
      label="Default"
      optional
      error={fault ?? refusal}
      {...(type === 'list' ? { hint: 'One a line, or between commas' } : {})}
    >
      {type === 'list' ? (
        <Textarea
          rows={2}
          value={fallback}
          readOnly={readOnly}
          onChange={(event) => set(event.target.value)}
          className="mono"
        />
      ) : (
        <Input
          value={fallback}
          readOnly={readOnly}
          autoComplete="off"
          onChange={(event) => set(event.target.value)}
          className="mono"
        />
      )}
    </Field>
  )
}

function Row(props: RowProps) {
  const { row, onChange, readOnly } = props
  const { name, type, description, fallback } = row
  return (
    <fieldset className="flex min-w-0 flex-col gap-2 rounded-md border border-line p-3">
      <legend className="mono px-1 font-medium">{name}</legend>
      <div className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Field label="Type">
          <Select
            label={`Type of ${name}`}
            options={typeChoices}
            value={type}
            disabled={readOnly}
            onChange={(next) => onChange({ type: next, description, fallback })}
          />
        </Field>
        <Default {...props} />
      </div>
      <Field label="Description" optional>
        <Input
          value={description}
          maxLength={1_000}
          readOnly={readOnly}
          onChange={(event) => onChange({ type, description: event.target.value, fallback })}
        />
      </Field>
    </fieldset>
  )
}

type QueryParametersProps = {
  rows: readonly ParameterRow[]
  onChange: (name: string, draft: ParameterDraft) => void
  errors: (name: string) => string | undefined
  readOnly: boolean
}

/** What the server refused of one parameter, whichever of its parts it is. */
function refusalOf(errors: QueryParametersProps['errors'], at: number): string | undefined {
  const parts = ['.name', '.type', '.description', '.default', '']
  return parts.map((part) => errors(`parameters[${at}]${part}`)).find((reason) => reason)
}

export function QueryParameters({ rows, onChange, errors, readOnly }: QueryParametersProps) {
  if (rows.length === 0) {
    return (
      <p className="text-fg-subtle text-meta">
        Write {'{{name}}'} where a value belongs, and a live query asks for it.
      </p>
    )
  }
  return (
    <section aria-label="Parameters" className="flex flex-col gap-3">
      <h3 className="font-medium text-body">Parameters</h3>
      {rows.map((row, at) => (
        <Row
          key={row.name}
          row={row}
          onChange={(draft) => onChange(row.name, draft)}
          refusal={refusalOf(errors, at)}
          readOnly={readOnly}
        />
      ))}
    </section>
  )
}
