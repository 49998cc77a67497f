'use client'
// A password being chosen, with the rules it must keep below it.
import { useId } from 'react'
import { PasswordInput } from '@/components/auth/password-input'
import { type PasswordRule, PasswordRules } from '@/components/auth/password-rules'
import { Field } from '@/components/ui/field'

type NewPasswordFieldProps = {
  label?: string
  rules: PasswordRule[]
  value: string
  onChange: (value: string) => void
  error: string | undefined
}

export function NewPasswordField(props: NewPasswordFieldProps) {
  const { label = 'Password', rules, value, onChange, error } = props
  const rulesId = useId()
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={label}
        name="password"
        error={error}
        hint="15 characters or more are better. A sentence is fine."
      >
        <PasswordInput
          required
          maxLength={1_024}
          autoComplete="new-password"
          aria-describedby={rulesId}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <PasswordRules rules={rules} id={rulesId} />
    </div>
  )
}
