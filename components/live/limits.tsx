'use client'
// How long the question stays open, whom it waits for, how carefully it spreads, and where answers go.
import { useState } from 'react'
import { RadioGroup, Switch } from '@/components/ui/choice'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { LiveLimits } from '@/lib/wire/live-draft'
import { GuardFields, type GuardFieldsProps } from './guard-fields'
import { LimitRow } from './limit-row'
import { usualTerms } from './open-for'
import { SendTo, type SendToProps } from './send-to'

const terms = [...usualTerms, { value: 'other', label: 'other' }]

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

type Props = LimitsProps & {
  guard: GuardFieldsProps
  /** A whole pack is asked of hosts as they are now. */
  newcomers: boolean
  sendTo: SendToProps
}

function Term({ limits, onChange }: LimitsProps) {
  const [other, setOther] = useState(false)
  const known = terms.some(({ value }) => value === String(limits.expires_in))
  const term = other || !known ? 'other' : String(limits.expires_in)
  const choose = (next: string) => {
    setOther(next === 'other')
    if (next !== 'other') onChange({ ...limits, expires_in: Number(next) })
  }
  return (
    <LimitRow label="Open for">
      <div className="flex min-h-(--control) flex-wrap items-center gap-x-4 gap-y-2">
        <RadioGroup inline label="Open for" options={terms} value={term} onChange={choose} />
        {term === 'other' && <OtherTerm limits={limits} onChange={onChange} />}
      </div>
    </LimitRow>
  )
}

function Hosts({ limits, onChange, newcomers }: Omit<Props, 'guard' | 'sendTo'>) {
  return (
    <LimitRow label="Hosts">
      <div className="flex flex-col gap-2 pt-1">
        <Switch
          label="Offline hosts that return"
          hint={limits.include_offline ? 'Answer until it closes' : 'Are not asked'}
          checked={limits.include_offline}
          onChange={(include_offline) => onChange({ ...limits, include_offline })}
        />
        {newcomers && (
          <Switch
            label="Newcomers join"
            hint={
              limits.newcomers
                ? 'Hosts that match later are asked too, and the total grows'
                : 'Fixed when you press Run'
            }
            checked={limits.newcomers}
            onChange={(joins) => onChange({ ...limits, newcomers: joins })}
          />
        )}
      </div>
    </LimitRow>
  )
}

export function Limits(props: Props) {
  return (
    <div className="flex flex-col gap-3">
      <Term {...props} />
      <Hosts {...props} />
      <GuardFields {...props.guard} />
      <LimitRow label="Send to">
        <SendTo {...props.sendTo} />
      </LimitRow>
    </div>
  )
}
