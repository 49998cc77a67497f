'use client'
// How long a question stays open, where only the usual lengths are offered.
import { RadioGroup } from '@/components/ui/choice'

/** Seconds as text, as radio buttons take them. */
export const usualTerms = [
  { value: '600', label: '10 min' },
  { value: '3600', label: '1 h' },
  { value: '14400', label: '4 h' },
  { value: '604800', label: '7 d' },
]

type OpenForProps = { seconds: number; onChange: (seconds: number) => void }

export function OpenFor({ seconds, onChange }: OpenForProps) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <span aria-hidden className="text-fg-muted">
        Open for
      </span>
      <RadioGroup
        inline
        label="Open for"
        options={usualTerms}
        value={String(seconds)}
        onChange={(term) => onChange(Number(term))}
      />
    </div>
  )
}
