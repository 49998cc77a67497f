'use client'
// The values of a question: one field for each {{name}} of its text, by its type, with what is wrong
// told at the field. What the values make of the text is shown on demand.
import { useState } from 'react'
import { SqlText } from '@/components/sql/sql-text'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { formatNoun } from '@/lib/client/format'
import type { ParameterText } from '@/lib/wire/live-draft'
import { boundText } from './bound-text'
import { listItems, type ParameterField, parameterTypes, textOfValue } from './parameter-fields'

const typeWords = { text: 'text', number: 'number', list: 'list', path: 'path' } as const
const typeChoices = parameterTypes.map((value) => ({ value, label: typeWords[value] }))

const hints = {
  text: 'Any text, bound as one value',
  number: 'A whole number or a fraction',
  list: 'One a line, or between commas; paste as many as you like',
  path: 'A file or directory; % and %% stand for what osquery makes of them',
} as const

type OneProps = {
  field: ParameterField
  fault: string | undefined
  onChange: (typed: ParameterText) => void
}

function hintOf({ type, text, description, fallback }: ParameterField): string {
  const count = type === 'list' ? listItems(text).length : 0
  const own = description || (count > 0 ? formatNoun(count, 'value') : hints[type])
  if (fallback === undefined || text.trim() !== '') return own
  return `${own}. Left blank: ${textOfValue(fallback).replaceAll('\n', ', ')}`
}

type ControlProps = Omit<OneProps, 'fault'> & { onLeave: () => void }

function Control({ field, onChange, onLeave }: ControlProps) {
  const { type, text, fallback } = field
  const placeholder = fallback === undefined ? '' : textOfValue(fallback)
  const set = (next: string) => onChange({ type, text: next })
  if (type === 'list') {
    return (
      <Textarea
        rows={Math.min(6, Math.max(2, text.split('\n').length))}
        value={text}
        placeholder={placeholder}
        spellCheck={false}
        onChange={(event) => set(event.target.value)}
        onBlur={onLeave}
        className="mono max-h-48"
      />
    )
  }
  return (
    <Input
      value={text}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
      onChange={(event) => set(event.target.value)}
      onBlur={onLeave}
      className="mono"
    />
  )
}

/** Nothing is said of a blank field before it was left, or Run explains itself. */
function One({ field, fault, onChange }: OneProps) {
  const [left, setLeft] = useState(false)
  const { name, type, text, declared } = field
  const shown = text.trim() !== '' || left || field.misplaced !== undefined
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_6rem] items-start gap-2">
      <Field
        label={<span className="mono">{name}</span>}
        hint={hintOf(field)}
        error={shown ? fault : undefined}
      >
        <Control field={field} onChange={onChange} onLeave={() => setLeft(true)} />
      </Field>
      <div className="pt-6">
        {declared ? (
          <p className="pt-1.5 text-fg-muted">{typeWords[type]}</p>
        ) : (
          <Select
            label={`Type of ${name}`}
            options={typeChoices}
            value={type}
            onChange={(next) => onChange({ type: next, text })}
          />
        )}
      </div>
    </div>
  )
}

function Bound({ sql, fields }: { sql: string; fields: readonly ParameterField[] }) {
  const [open, setOpen] = useState(false)
  const bound = open ? boundText(sql, fields) : undefined
  return (
    <div>
      <Button variant="ghost" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide what hosts get' : 'Show what hosts get'}
      </Button>
      {bound?.sql !== undefined && (
        <div className="mt-1 max-h-64 overflow-y-auto rounded-md border border-line bg-sunken p-2">
          <SqlText sql={bound.sql} />
        </div>
      )}
      {bound?.lacks !== undefined && <p className="mt-1 text-fg-muted">{bound.lacks}</p>}
    </div>
  )
}

type ParameterFormProps = {
  sql: string
  /** Names in strings and comments, which are no parameters. */
  plain?: readonly string[]
  fields: readonly ParameterField[]
  faults: Readonly<Record<string, string>>
  onChange: (name: string, typed: ParameterText) => void
}

function Plain({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  const words = names.map((name) => `{{${name}}}`).join(', ')
  return (
    <p className="mt-2 text-fg-muted">
      <span className="mono">{words}</span> {names.length === 1 ? 'stands' : 'stand'} in quotes or a
      comment and {names.length === 1 ? 'is' : 'are'} sent as written. A parameter has no quotes of
      its own around it.
    </p>
  )
}

export function ParameterForm(props: ParameterFormProps) {
  const { sql, plain = [], fields, faults, onChange } = props
  if (fields.length === 0) return <Plain names={plain} />
  return (
    <fieldset className="mt-3 flex min-w-0 flex-col gap-3 border-line border-t pt-3">
      <legend className="sr-only">Values of the query</legend>
      {fields.map((field) => (
        <One
          key={field.name}
          field={field}
          fault={faults[field.name]}
          onChange={(typed) => onChange(field.name, typed)}
        />
      ))}
      <Plain names={plain} />
      <Bound sql={sql} fields={fields} />
    </fieldset>
  )
}
