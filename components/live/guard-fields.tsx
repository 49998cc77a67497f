'use client'
// The guard rails of a launch: a canary first, how fast, and what pauses it by itself.
import { Fragment } from 'react'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import type { Guard } from '@/lib/wire/campaigns'
import { LimitRow } from './limit-row'
import { NumberField } from './number-field'

export type GuardFieldsProps = {
  guard: Guard
  onChange: (guard: Guard) => void
  /** The canary in force, chosen or preselected. */
  canary: number | undefined
  /** Why there is a canary that nobody chose. */
  preselected: string | undefined
  onDecline: () => void
}

type PauseLimit = 'max_error_percent' | 'max_wall_ms' | 'max_memory_bytes' | 'max_rows_per_host'

/** The guard with one limit set, or without it. */
export function withLimit(
  guard: Guard,
  limit: PauseLimit | 'hosts_per_minute' | 'canary',
  value: number | undefined,
): Guard {
  const { [limit]: _, ...rest } = guard
  return value === undefined ? rest : { ...rest, [limit]: value }
}

const releases = [
  { value: 'manual', label: 'I decide' },
  { value: 'auto', label: 'go on by itself' },
] as const

function Canary(props: GuardFieldsProps) {
  const { guard, onChange, canary, preselected, onDecline } = props
  return (
    <LimitRow label="Canary">
      <div className="flex flex-wrap items-center gap-2">
        <NumberField
          label="Canary hosts"
          value={canary}
          max={10_000}
          onChange={(value) => {
            if (value === undefined) onDecline()
            onChange(withLimit(guard, 'canary', value))
          }}
        />
        <span>hosts first{canary === undefined ? '' : ', then'}</span>
        {canary !== undefined && (
          <Select
            label="After the canary"
            options={releases}
            value={guard.canary_release ?? 'manual'}
            onChange={(canary_release) => onChange({ ...guard, canary_release })}
            className="w-40"
          />
        )}
      </div>
      {preselected !== undefined && (
        <p className="mt-1 text-fg-muted text-meta">
          {preselected}{' '}
          <Button variant="ghost" size="small" onClick={onDecline}>
            Ask all at once
          </Button>
        </p>
      )}
    </LimitRow>
  )
}

type BoundProps = Pick<GuardFieldsProps, 'guard' | 'onChange'>

const memoryUnit = 1_000_000

type Bound = {
  limit: PauseLimit
  /** What it is of, before the field; its unit after it. */
  of: string
  unit: string
  label: string
  min?: number
  max: number
  /** So many of the wire's units are one of the field's. */
  scale?: number
}

const bounds: readonly Bound[] = [
  {
    limit: 'max_error_percent',
    of: 'errors',
    unit: '%',
    label: 'Pause above this share of errors, in percent',
    min: 0,
    max: 100,
  },
  {
    limit: 'max_wall_ms',
    of: 'a run',
    unit: 'ms',
    label: 'Pause above this wall time of a run, in milliseconds',
    max: 3_600_000,
  },
  {
    limit: 'max_memory_bytes',
    of: 'memory',
    unit: 'MB',
    label: 'Pause above this memory of a run, in megabytes',
    max: 1_000_000,
    scale: memoryUnit,
  },
  {
    limit: 'max_rows_per_host',
    of: 'rows',
    unit: 'a host',
    label: 'Pause above so many rows of one host',
    max: 1_000_000,
  },
]

function Pause({ guard, onChange }: BoundProps) {
  return (
    <div className="grid grid-cols-[auto_auto_1fr] items-center gap-2 sm:grid-cols-[auto_auto_auto_auto_auto_1fr]">
      {bounds.map(({ limit, of, unit, label, min = 1, max, scale = 1 }) => {
        const held = guard[limit]
        return (
          <Fragment key={limit}>
            <span>{of} &gt;</span>
            <NumberField
              label={label}
              value={held === undefined ? undefined : Math.round(held / scale)}
              onChange={(value) =>
                onChange(withLimit(guard, limit, value === undefined ? value : value * scale))
              }
              min={min}
              max={max}
            />
            <span className="text-fg-muted sm:pe-3">{unit}</span>
          </Fragment>
        )
      })}
    </div>
  )
}

export function GuardFields(props: GuardFieldsProps) {
  const { guard, onChange } = props
  return (
    <>
      <Canary {...props} />
      <LimitRow label="Rate">
        <div className="flex items-center gap-2">
          <NumberField
            label="Hosts a minute"
            value={guard.hosts_per_minute}
            onChange={(value) => onChange(withLimit(guard, 'hosts_per_minute', value))}
            max={1_000_000}
            placeholder="no limit"
          />
          <span className="text-fg-muted">hosts a minute</span>
        </div>
      </LimitRow>
      <LimitRow label="Pause if">
        <Pause guard={guard} onChange={onChange} />
      </LimitRow>
    </>
  )
}
