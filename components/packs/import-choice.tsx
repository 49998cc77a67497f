'use client'
// One decision of an import: what becomes of a pack or a query, and by which name.
import { useId } from 'react'
import { Input } from '@/components/ui/input'
import { type Option, Select } from '@/components/ui/select'

type ImportChoiceProps<A extends string> = {
  /** What is decided, for assistive technology. */
  label: string
  options: readonly Option<A>[]
  value: A
  onChange: (action: A) => void
  /** The name to be saved by; absent: the choice gives none. */
  name?: string | undefined
  placeholder?: string
  onName?: (name: string) => void
}

export function ImportChoice<A extends string>(props: ImportChoiceProps<A>) {
  const { label, options, value, onChange, name, placeholder, onName } = props
  const id = useId()
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label={label}
        options={options}
        value={value}
        onChange={onChange}
        className="w-72 max-w-full max-sm:w-full"
      />
      {onName && name !== undefined && (
        <Input
          id={id}
          aria-label={`New name for ${label}`}
          value={name}
          maxLength={255}
          placeholder={placeholder}
          onChange={(event) => onName(event.target.value)}
          className="mono w-56 max-sm:w-full"
        />
      )}
    </div>
  )
}
