'use client'
// Who gets a save first: all at once, a share with gates, or nobody yet.
import { useEffect, useRef } from 'react'
import { RadioGroup } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { formatNoun } from '@/lib/client/format'
import { defaultTypedGates, GateFields, readTypedGates, type TypedGates } from './rollout-gates'

export type Way = 'all' | 'stages' | 'later'

export type Stages = { way: Way; share: string; typed: TypedGates }

export const firstStages: Stages = { way: 'all', share: '10', typed: defaultTypedGates() }

/** The rollout that is meant, and what is in its way. */
export function readStages({ share, typed }: Stages) {
  const percent = Number(share)
  const { gates, wrong } = readTypedGates(typed)
  const isShare = Number.isInteger(percent) && percent >= 1 && percent <= 99
  const lacks = !isShare
    ? 'The share is a whole number from 1 to 99'
    : wrong.length > 0
      ? 'A limit is not a number'
      : undefined
  return { share: percent, gates, lacks }
}

type SaveRolloutProps = {
  stages: Stages
  onChange: (stages: Stages) => void
  hosts: number
  /** The pack is switched off. */
  off: boolean
  /** A rollout of another revision is under way: every save waits. */
  waits: boolean
  released: number
}

type StageFieldsProps = Pick<SaveRolloutProps, 'stages' | 'onChange' | 'hosts'>

function StageFields({ stages, onChange, hosts }: StageFieldsProps) {
  const { share } = readStages(stages)
  const first = Math.round((hosts * (share || 0)) / 100)
  const fields = useRef<HTMLDivElement>(null)
  useEffect(() => {
    fields.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={fields} className="flex flex-col gap-3 border-line border-s-2 ps-4">
      <Field
        label="First share, %"
        hint={`about ${formatNoun(first, 'host')}, always the same ones`}
      >
        <Input
          inputMode="numeric"
          value={stages.share}
          onChange={({ target }) => onChange({ ...stages, share: target.value })}
          className="w-20"
        />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">Pause by itself beyond these limits</legend>
        <GateFields value={stages.typed} onChange={(typed) => onChange({ ...stages, typed })} />
      </fieldset>
    </div>
  )
}

export function SaveRollout(props: SaveRolloutProps) {
  const { stages, onChange, hosts, off, waits, released } = props
  if (waits)
    return (
      <p className="text-fg-muted">
        A rollout is under way, so this is saved as a draft. Hosts stay as they are until the
        rollout has ended and this revision is released.
      </p>
    )
  const all = off
    ? 'hosts get it when the pack is switched on'
    : `${formatNoun(hosts, 'host')}, each at its next refresh`
  const later = `saved as a draft; hosts keep revision ${released}`
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup<Way>
        label="Who gets it"
        value={stages.way}
        onChange={(way) => onChange({ ...stages, way })}
        options={[
          { value: 'all', label: 'All at once', hint: all },
          {
            value: 'stages',
            label: 'In stages',
            hint: 'a share of the hosts first, judged by gates that pause it',
          },
          { value: 'later', label: 'Nobody yet', hint: later },
        ]}
      />
      {stages.way === 'stages' && <StageFields {...props} />}
    </div>
  )
}
