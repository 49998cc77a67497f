'use client'
// A whole number that may be left out: blank means none. What is typed stays as typed until it is left.
import { useEffect, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'

type NumberFieldProps = {
  label: string
  value: number | undefined
  onChange: (value: number | undefined) => void
  min?: number
  max: number
  /** Shown while it is blank. */
  placeholder?: string
  className?: string
  invalid?: boolean
}

/** The number meant: grouped or not; undefined for blank, NaN for what is none. */
export function typedNumber(text: string): number | undefined {
  const plain = text.replace(/[\s,\u00a0\u202f]/g, '')
  if (plain === '') return undefined
  return /^\d+$/.test(plain) ? Number(plain) : Number.NaN
}

const shown = (value: number | undefined) =>
  value === undefined ? '' : value.toLocaleString('en-US')

export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, min = 1, max, placeholder = 'none', className } = props
  const [text, setText] = useState(shown(value))
  useEffect(() => {
    setText((old) => (typedNumber(old) === value ? old : shown(value)))
  }, [value])
  const number = typedNumber(text)
  const wrong = number !== undefined && !(number >= min && number <= max)
  return (
    <span className="relative inline-flex flex-col">
      <Input
        inputMode="numeric"
        autoComplete="off"
        aria-label={label}
        aria-invalid={wrong || undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          const next = typedNumber(event.target.value)
          if (next === undefined || (next >= min && next <= max)) onChange(next)
        }}
        onBlur={() => setText(shown(value))}
        className={cn('w-20 tabular-nums', className)}
      />
      {wrong && (
        <span role="alert" className="text-bad-fg text-meta">
          {min.toLocaleString('en-US')} to {max.toLocaleString('en-US')}
        </span>
      )}
    </span>
  )
}
