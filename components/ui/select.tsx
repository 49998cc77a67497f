'use client'
// One choice of a short list. For long lists with search, see combobox.
import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { fieldLook } from './input'
import { itemLook, popupLook } from './popup-look'

export type Option<V extends string = string> = {
  value: V
  label: string
  detail?: ReactNode
  disabled?: boolean
}

type SelectProps<V extends string> = {
  options: readonly Option<V>[]
  value: V
  onChange: (value: V) => void
  /** Needed when no Field label surrounds it. */
  label?: string
  name?: string
  disabled?: boolean
  className?: string
}

function Item({ option }: { option: Option }) {
  return (
    <Base.Item value={option.value} disabled={option.disabled ?? false} className={itemLook}>
      <span className="flex w-4">
        <Base.ItemIndicator>
          <Check aria-hidden />
        </Base.ItemIndicator>
      </span>
      <Base.ItemText className="flex-1">{option.label}</Base.ItemText>
      {option.detail !== undefined && (
        <span className="text-fg-subtle tabular-nums">{option.detail}</span>
      )}
    </Base.Item>
  )
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { options, value, onChange, label, name, disabled = false, className } = props
  return (
    <Base.Root<V>
      items={options.map(({ value: key, label: text }) => ({ value: key, label: text }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      {...(name ? { name } : {})}
    >
      <Base.Trigger
        {...(label ? { 'aria-label': label } : {})}
        className={cn(
          fieldLook,
          'flex h-(--control) items-center justify-between gap-2 px-2 text-start data-disabled:cursor-not-allowed data-disabled:text-fg-disabled',
          className,
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon className="text-fg-subtle">
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-menu">
          <Base.Popup className={cn(popupLook, 'min-w-(--anchor-width)')}>
            <Base.List>
              {options.map((option) => (
                <Item key={option.value} option={option} />
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
