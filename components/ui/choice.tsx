'use client'
// Yes-or-no and one-of-few controls, each with its words as part of the target.
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Radio } from '@base-ui/react/radio'
import { RadioGroup as BaseRadioGroup } from '@base-ui/react/radio-group'
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { Check, Minus } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cn } from './cn'

const row = 'flex min-h-6 items-start gap-2 text-body pointer-coarse:min-h-11'
const box =
  'mt-0.5 grid size-4 shrink-0 place-items-center border border-line-control bg-surface text-on-ink transition-colors duration-fast data-checked:border-ink data-checked:bg-ink data-indeterminate:border-ink data-indeterminate:bg-ink data-disabled:border-line data-disabled:bg-sunken data-disabled:text-fg-disabled'

type ChoiceProps = {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  hint?: ReactNode
  disabled?: boolean
  /** Keeps the words for assistive technology only. */
  hideLabel?: boolean
  /** -1 in a grid, which is one tab stop of its own. */
  tabIndex?: number
  className?: string
}

function Words({ id, label, hint, hideLabel, disabled }: Partial<ChoiceProps> & { id: string }) {
  return (
    <span className={cn('flex flex-col', hideLabel && 'sr-only')}>
      <label
        id={`${id}-label`}
        htmlFor={id}
        className={cn('leading-5', disabled && 'cursor-not-allowed text-fg-disabled')}
      >
        {label}
      </label>
      {hint && <span className="text-fg-subtle text-meta">{hint}</span>}
    </span>
  )
}

export function Checkbox(props: ChoiceProps & { indeterminate?: boolean }) {
  const { checked, onChange, disabled = false, indeterminate = false, className } = props
  const id = useId()
  return (
    <div className={cn(row, className)}>
      <BaseCheckbox.Root
        id={id}
        aria-labelledby={`${id}-label`}
        checked={checked}
        indeterminate={indeterminate}
        disabled={disabled}
        onCheckedChange={onChange}
        className={cn(box, 'rounded-sm')}
      >
        <BaseCheckbox.Indicator>
          {indeterminate ? (
            <Minus aria-hidden className="size-3" />
          ) : (
            <Check aria-hidden className="size-3" />
          )}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <Words {...props} id={id} />
    </div>
  )
}

export function Switch(props: ChoiceProps) {
  const { checked, onChange, disabled = false, tabIndex, className } = props
  const id = useId()
  return (
    <div className={cn(row, className)}>
      <BaseSwitch.Root
        id={id}
        aria-labelledby={`${id}-label`}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        {...(tabIndex === undefined ? {} : { tabIndex })}
        className="mt-0.5 flex h-4 w-7 shrink-0 items-center rounded-full border border-line-control bg-surface px-px transition-colors duration-fast data-checked:border-ink data-checked:bg-ink data-disabled:border-line data-disabled:bg-sunken"
      >
        <BaseSwitch.Thumb className="size-3 rounded-full bg-line-control transition-transform duration-fast data-checked:translate-x-3 data-checked:bg-on-ink data-disabled:bg-line-strong" />
      </BaseSwitch.Root>
      <Words {...props} id={id} />
    </div>
  )
}

type RadioChoice<V extends string> = {
  value: V
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
}

type RadioGroupProps<V extends string> = {
  label: string
  options: readonly RadioChoice<V>[]
  value: V
  onChange: (value: V) => void
  inline?: boolean
  className?: string
}

export function RadioGroup<V extends string>(props: RadioGroupProps<V>) {
  const { label, options, value, onChange, inline, className } = props
  return (
    <BaseRadioGroup<V>
      aria-label={label}
      value={value}
      onValueChange={onChange}
      className={cn('flex gap-2', inline ? 'flex-row flex-wrap gap-x-4' : 'flex-col', className)}
    >
      {options.map((option) => (
        <RadioRow key={option.value} {...option} />
      ))}
    </BaseRadioGroup>
  )
}

function RadioRow({ value, label, hint, disabled = false }: RadioChoice<string>) {
  const id = useId()
  return (
    <div className={row}>
      <Radio.Root
        value={value}
        disabled={disabled}
        id={id}
        aria-labelledby={`${id}-label`}
        className={cn(box, 'rounded-full data-checked:bg-surface')}
      >
        <Radio.Indicator className="size-2 rounded-full bg-ink" />
      </Radio.Root>
      <Words id={id} label={label} hint={hint} disabled={disabled} />
    </div>
  )
}
