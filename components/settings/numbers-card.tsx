'use client'
// A card of settings that are whole numbers, each with its unit and its bounds.
import { formatCount } from '@/lib/client/format'
import { ConfigCard, NumberSetting } from './config-card'
import { useConfigForm } from './use-config-form'

export type NumberOf = {
  /** In /config: `limits.campaign_rows_max`. */
  path: string
  label: string
  hint: string
  unit: string
  min: number
  max: number
  /** The kept value in `unit`; null where none is set. */
  value: number | null
  /** How many of what is kept one `unit` is; 1 by default. */
  per?: number
  /** What blank means; without it a number is needed. */
  blank?: string
}

type NumbersCardProps = {
  title: string
  numbers: readonly NumberOf[]
  noWrite: string | undefined
}

/** The number typed, `null` for blank, or undefined for neither. */
function typed(text: string): number | null | undefined {
  const plain = text.replace(/[\s,\u00a0\u202f]/g, '')
  if (plain === '') return null
  return /^\d{1,15}$/.test(plain) ? Number(plain) : undefined
}

const shown = (value: number | null) => (value === null ? '' : formatCount(value))

function faultOf({ label, min, max, blank }: NumberOf, text: string): string | undefined {
  const value = typed(text)
  if (value === null && blank !== undefined) return undefined
  if (value != null && value >= min && value <= max) return undefined
  return `${label}: from ${formatCount(min)} to ${formatCount(max)}`
}

export function NumbersCard({ title, numbers, noWrite }: NumbersCardProps) {
  const kept = Object.fromEntries(numbers.map(({ path, value }) => [path, shown(value)]))
  const faults = (draft: Record<string, string>) =>
    numbers.map((number) => faultOf(number, draft[number.path] ?? ''))
  const form = useConfigForm(kept, {
    noWrite,
    wrong: (draft) => faults(draft).find(Boolean),
    encode: (path, text) => {
      const value = typed(text)
      const per = numbers.find((number) => number.path === path)?.per ?? 1
      return value == null ? null : value * per
    },
  })
  return (
    <ConfigCard title={title} form={form}>
      {numbers.map(({ path, label, hint, unit, blank }, at) => (
        <NumberSetting
          key={path}
          label={label}
          hint={hint}
          unit={unit}
          value={form.text(path)}
          onChange={(text) => form.put({ [path]: text })}
          error={form.reason(path) ?? faults(form.draft)[at]}
          disabled={form.off}
          {...(blank === undefined ? {} : { placeholder: blank })}
        />
      ))}
    </ConfigCard>
  )
}
