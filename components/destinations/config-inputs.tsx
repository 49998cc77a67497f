'use client'
// One field of a destination's config, drawn by its type; and one secret, which is never shown again.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Switch } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import type { ConfigField, SecretField } from './destination-fields'

type ConfigInputProps = {
  field: ConfigField
  value: string
  onChange: (text: string) => void
  error: string | undefined
}

function NumberInput({
  value,
  onChange,
  unit,
}: Omit<ConfigInputProps, 'field'> & { unit: string }) {
  return (
    <span className="flex items-center gap-2">
      <Input
        inputMode="numeric"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-28 tabular-nums"
      />
      <span className="text-fg-muted">{unit}</span>
    </span>
  )
}

function Control(props: ConfigInputProps) {
  const { field, value, onChange } = props
  const { placeholder } = field
  if (field.type === 'number') return <NumberInput {...props} unit={field.unit} />
  if (field.type === 'choice')
    return <Select options={field.options} value={value} onChange={onChange} />
  if (field.type === 'lines' || field.type === 'headers')
    return (
      <Textarea
        rows={2}
        value={value}
        spellCheck={false}
        placeholder={placeholder}
        className="mono"
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <Input
      value={value}
      spellCheck={false}
      autoComplete="off"
      placeholder={placeholder}
      className="mono"
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** Short ones stand two in a row. */
const isWide = ({ type, key }: ConfigField) =>
  type === 'lines' || type === 'headers' || ['url', 'path', 'endpoint'].includes(key)

export function ConfigInput(props: ConfigInputProps) {
  const { field, value, onChange, error } = props
  const { label, hint, optional = false } = field
  if (field.type === 'switch')
    return (
      <Switch
        label={label}
        hint={hint}
        checked={value === 'true'}
        onChange={(on) => onChange(String(on))}
        className="self-end pb-1"
      />
    )
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      optional={optional}
      {...(isWide(field) ? { className: 'sm:col-span-2' } : {})}
    >
      <Control {...props} value={value} />
    </Field>
  )
}

type SecretInputProps = {
  field: SecretField
  /** When it was set, if it is. */
  setAt: string | undefined
  /** What is typed; null takes it away. */
  value: string | null
  onChange: (value: string | null) => void
  error: string | undefined
}

type HeldProps = SecretInputProps & { setAt: string; onReplace: () => void }

function HeldActs({ field: { label, optional }, value, onChange, onReplace }: HeldProps) {
  if (value === null)
    return (
      <Button size="small" aria-label={`Keep ${label}`} onClick={() => onChange('')}>
        Keep
      </Button>
    )
  return (
    <>
      <Button size="small" aria-label={`Replace ${label}`} onClick={onReplace}>
        Replace
      </Button>
      {optional && (
        <Button
          size="small"
          variant="ghost"
          aria-label={`Take away ${label}`}
          onClick={() => onChange(null)}
        >
          Take away
        </Button>
      )}
    </>
  )
}

function Held(props: HeldProps) {
  const { field, setAt, value, error } = props
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 sm:col-span-2">
      <span className="font-medium">{field.label}</span>
      <span className="text-fg-muted">
        {value === null ? (
          'taken away when you save'
        ) : (
          <>
            set <Time at={setAt} />
          </>
        )}
      </span>
      <span className="ms-auto flex gap-2">
        <HeldActs {...props} />
      </span>
      {error && <p className="w-full text-bad-fg text-meta">{error}</p>}
    </div>
  )
}

function SecretControl({ field, value, onChange }: SecretInputProps) {
  if (field.long)
    return (
      <Textarea
        rows={2}
        value={value ?? ''}
        spellCheck={false}
        autoComplete="off"
        className="mono"
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <Input
      type="password"
      autoComplete="new-password"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** A secret: what is set is told by its day alone, and replaced by typing another. */
export function SecretInput(props: SecretInputProps) {
  const { field, setAt, value, onChange, error } = props
  const { label, hint, optional = false, long } = field
  const [replacing, setReplacing] = useState(false)
  if (setAt !== undefined && !replacing && !value)
    return <Held {...props} setAt={setAt} onReplace={() => setReplacing(true)} />
  const keep = () => {
    setReplacing(false)
    onChange('')
  }
  return (
    <div className={long ? 'flex items-start gap-2 sm:col-span-2' : 'flex items-start gap-2'}>
      <Field
        label={label}
        hint={hint}
        error={error}
        optional={optional && setAt === undefined}
        className="flex-1"
      >
        <SecretControl {...props} />
      </Field>
      {setAt !== undefined && (
        <Button size="small" className="mt-6" onClick={keep}>
          Keep the old
        </Button>
      )}
    </div>
  )
}
