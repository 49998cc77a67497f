'use client'
// One card of settings with its button. What cannot be saved yet says why.
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { ConfigForm } from './use-config-form'

type ConfigCardProps = {
  title: string
  form: ConfigForm
  children: ReactNode
}

export function ConfigCard({ title, form, children }: ConfigCardProps) {
  return (
    <Card title={title}>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        {children}
        {form.general && (
          <p role="alert" className="text-bad-fg">
            {form.general}
          </p>
        )}
        <Button
          type="submit"
          aria-label={`Save ${title.toLowerCase()}`}
          className="self-start"
          busy={form.busy}
          disabledReason={form.lacks}
        >
          Save
        </Button>
      </form>
    </Card>
  )
}

type NumberSettingProps = {
  label: string
  hint: string
  /** After the number: "days". */
  unit: string
  /** As typed; what is no number is kept as it is until it is one. */
  value: string
  onChange: (text: string) => void
  error: string | undefined
  disabled: boolean
  placeholder?: string
}

export function NumberSetting(props: NumberSettingProps) {
  const { label, hint, unit, value, onChange, error, disabled, placeholder } = props
  return (
    <Field label={label} hint={hint} error={error}>
      <span className="flex items-center gap-2">
        <Input
          inputMode="numeric"
          autoComplete="off"
          disabled={disabled}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="w-32 tabular-nums"
          {...(placeholder === undefined ? {} : { placeholder })}
        />
        <span className="text-fg-muted">{unit}</span>
      </span>
    </Field>
  )
}
