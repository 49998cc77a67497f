'use client'
// How long the question stays open, and whether hosts that come back or join may still answer.
import { useState } from 'react'
import { RadioGroup, Switch } from '@/components/ui/choice'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { LiveLimits } from '@/lib/wire/live-draft'

const terms = [
  { value: '600', label: '10 min' },
  { value: '3600', label: '1 h' },
  { value: '14400', label: '4 h' },
  { value: '604800', label: '7 d' },
  { value: 'other', label: 'other' },
]

const units = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
]

const oneYearSeconds = 31_536_000

/** Whole units of the largest size that fits. */
function splitTerm(seconds: number): { amount: number; unit: string } {
  const unit = ['86400', '3600', '60'].find((size) => seconds % Number(size) === 0) ?? '60'
  return { amount: Math.max(1, Math.round(seconds / Number(unit))), unit }
}

type LimitsProps = { limits: LiveLimits; onChange: (limits: LiveLimits) => void }

function OtherTerm({ limits, onChange }: LimitsProps) {
  const { amount, unit } = splitTerm(limits.expires_in)
  const set = (next: number, size: string) => {
    const seconds = Math.round(next) * Number(size)
    if (Number.isFinite(seconds) && seconds >= 1)
      onChange({ ...limits, expires_in: Math.min(seconds, oneYearSeconds) })
  }
  return (
    <div className="flex items-center gap-2">
      <Input
        type="number"
        aria-label="Open for how many"
        min={1}
        value={amount}
        onChange={(event) => set(Number(event.target.value), unit)}
        className="w-24"
      />
      <Select
        label="Unit"
        options={units}
        value={unit}
        onChange={(size) => set(amount, size)}
        className="w-32"
      />
    </div>
  )
}

export function Limits({ limits, onChange }: LimitsProps) {
  const [other, setOther] = useState(false)
  const known = terms.some(({ value }) => value === String(limits.expires_in))
  const term = other || !known ? 'other' : String(limits.expires_in)
  const choose = (next: string) => {
    setOther(next === 'other')
    if (next !== 'other') onChange({ ...limits, expires_in: Number(next) })
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span aria-hidden className="text-fg-muted">
          Open for
        </span>
        <RadioGroup inline label="Open for" options={terms} value={term} onChange={choose} />
        {term === 'other' && <OtherTerm limits={limits} onChange={onChange} />}
      </div>
      <Switch
        label="Offline hosts may answer"
        hint="When they return, until it closes"
        checked={limits.include_offline}
        onChange={(include_offline) => onChange({ ...limits, include_offline })}
      />
      <Switch
        label="Newcomers join"
        hint="Hosts that match later are asked too, and the total grows"
        checked={limits.newcomers}
        onChange={(newcomers) => onChange({ ...limits, newcomers })}
      />
    </div>
  )
}
