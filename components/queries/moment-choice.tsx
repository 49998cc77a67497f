'use client'
// As of when: now, one of a few times ago, or a moment chosen by hand. Kept as ISO 8601 in UTC.
import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { MomentInput } from '@/components/ui/moment-input'
import { Select } from '@/components/ui/select'

const daySeconds = 86_400

const choices = [
  { value: 'now', label: 'Now', ago: 0 },
  { value: '1h', label: '1 hour ago', ago: 3_600 },
  { value: '1d', label: 'Yesterday, this time', ago: daySeconds },
  { value: '7d', label: 'A week ago', ago: 7 * daySeconds },
  { value: 'at', label: 'At a moment', ago: 0 },
] as const

type Choice = (typeof choices)[number]['value']

type MomentChoiceProps = { at: string | undefined; onChange: (at: string | undefined) => void }

export function MomentChoice({ at, onChange }: MomentChoiceProps) {
  const [picked, setPicked] = useState<Choice>(at === undefined ? 'now' : 'at')
  const choose = (value: Choice) => {
    setPicked(value)
    const ago = choices.find((each) => each.value === value)?.ago ?? 0
    if (value === 'now') onChange(undefined)
    else onChange(new Date(Date.now() - ago * 1_000).toISOString())
  }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Field label="As of">
        <Select
          label="As of"
          options={choices.map(({ value, label }) => ({ value, label }))}
          value={at === undefined ? 'now' : picked === 'now' ? 'at' : picked}
          onChange={choose}
          className="w-44"
        />
      </Field>
      {at !== undefined && (
        <Field label="Moment">
          <MomentInput iso={at} onChange={onChange} />
        </Field>
      )}
    </div>
  )
}
