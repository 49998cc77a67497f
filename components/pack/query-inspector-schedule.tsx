'use client'
// When, how and where the open query runs.
import { memo, type ReactNode, useEffect, useState } from 'react'
import { runsText } from '@/components/packs/query-words'
import { Checkbox, RadioGroup, Switch } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { QueryPatch } from '@/lib/client/pack-draft-queries'
import { intervalSecondsMax } from '@/lib/wire/pack-rules'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import {
  type IntervalUnit,
  intervalParts,
  intervalUnits,
  type Mode,
  modeFields,
  platformsOf,
  withPlatform,
} from './query-grid-words'

export type QueryFieldsProps = {
  query: DraftQuery
  readOnly: boolean
  patch: (patch: QueryPatch, mark?: string) => void
  faultOf: (field: string) => string | undefined
  /** Hosts that the query reaches as it stands in the draft; undefined while they are counted. */
  hosts: number | undefined
}

function load(interval: number, hosts: number | undefined): string {
  const runs = runsText(interval)
  if (hosts === undefined) return `${runs} on each host`
  const total = Math.round((86_400 / interval) * hosts)
  return `${runs} × ${formatNoun(hosts, 'host')} = ${formatCount(total)} runs`
}

const secondsOf = (unit: IntervalUnit) =>
  intervalUnits.find((each) => each.unit === unit)?.seconds ?? 1

/** The interval as it is typed; what is no interval stays in the field and is not taken. */
function useInterval({ query, patch }: QueryFieldsProps) {
  const [unit, setUnit] = useState<IntervalUnit>(intervalParts(query.interval).unit)
  const [text, setText] = useState(String(query.interval / secondsOf(unit)))
  const factor = secondsOf(unit)
  // The table or an undo may have set another.
  useEffect(() => {
    setText((old) => {
      if (Number(old) * factor === query.interval) return old
      const next = intervalParts(query.interval)
      setUnit(next.unit)
      return String(next.value)
    })
  }, [query.interval, factor])
  const keep = (value: string, by: number) => {
    const next = Number(value) * by
    if (Number.isInteger(next) && next >= 1 && next <= intervalSecondsMax)
      patch({ interval: next }, `interval ${query.id}`)
  }
  const type = (value: string) => {
    setText(value)
    keep(value, factor)
  }
  const choose = (next: IntervalUnit) => {
    setUnit(next)
    keep(text, secondsOf(next))
  }
  return { unit, text, type, choose, fits: Number(text) * factor === query.interval }
}

function IntervalField(props: QueryFieldsProps) {
  const { query, readOnly, faultOf, hosts } = props
  const { unit, text, type, choose, fits } = useInterval(props)
  const wrong = fits ? undefined : 'must be 1 second to 7 days, in whole seconds'
  return (
    <Field
      label="Every"
      error={wrong ?? faultOf('interval')}
      hint={wrong ? undefined : load(query.interval, hosts)}
    >
      <div className="flex gap-2">
        <Input
          inputMode="numeric"
          value={text}
          readOnly={readOnly}
          onChange={({ target }) => type(target.value)}
          className="w-20 tabular-nums"
        />
        <Select<IntervalUnit>
          label="Unit"
          value={unit}
          disabled={readOnly}
          onChange={choose}
          options={intervalUnits.map((each) => ({ value: each.unit, label: each.word }))}
          className="w-32"
        />
      </div>
    </Field>
  )
}

const modeChoices: { value: Mode; label: string; hint: string }[] = [
  { value: 'differential', label: 'Differential', hint: 'rows that came and went' },
  { value: 'added only', label: 'Added only', hint: 'rows that came' },
  { value: 'snapshot', label: 'Snapshot', hint: 'all rows, every run' },
]

function Legend({ children }: { children: ReactNode }) {
  return <span className="font-medium">{children}</span>
}

function ModeField({ query, readOnly, patch }: QueryFieldsProps) {
  const mode: Mode = query.snapshot ? 'snapshot' : query.removed ? 'differential' : 'added only'
  return (
    <div className="flex flex-col gap-1">
      <Legend>Report</Legend>
      <RadioGroup<Mode>
        label="Report"
        inline
        value={mode}
        onChange={(next) => patch(modeFields[next])}
        options={modeChoices.map((choice) => ({ ...choice, disabled: readOnly }))}
      />
    </div>
  )
}

function PlatformField({ query, readOnly, patch }: QueryFieldsProps) {
  const on = platformsOf(query.platform)
  return (
    <div className="flex flex-col gap-1">
      <Legend>On</Legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {tablePlatforms.map((platform) => (
          <Checkbox
            key={platform}
            label={platformNames[platform]}
            checked={on?.includes(platform) ?? false}
            disabled={readOnly || (on?.length === 1 && on[0] === platform)}
            onChange={(checked) =>
              patch({ platform: withPlatform(query.platform, platform, checked) })
            }
          />
        ))}
        {!on && (
          <span className="text-fg-muted">
            as written: <span className="mono">{query.platform}</span>
          </span>
        )}
      </div>
    </div>
  )
}

function ShareField({ query, readOnly, patch, faultOf }: QueryFieldsProps) {
  return (
    <Field label="Share" error={faultOf('shard')} hint="% of hosts, always the same">
      <Input
        inputMode="numeric"
        value={query.shard === null ? '' : String(query.shard)}
        placeholder="100"
        readOnly={readOnly}
        onChange={({ target }) => {
          const text = target.value.trim()
          if (/^\d{0,3}$/.test(text))
            patch({ shard: text === '' ? null : Number(text) }, `shard ${query.id}`)
        }}
        className="w-20 tabular-nums"
      />
    </Field>
  )
}

function FineFields(props: QueryFieldsProps) {
  const { query, readOnly, patch, faultOf } = props
  return (
    <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-[auto_auto_1fr]">
      <Field label="Min version" error={faultOf('version')} hint="osquery, or later">
        <Input
          value={query.version}
          placeholder="any"
          readOnly={readOnly}
          onChange={({ target }) => patch({ version: target.value.trim() }, `version ${query.id}`)}
          className="mono w-28"
        />
      </Field>
      <ShareField {...props} />
      <div className="flex flex-col gap-1 max-sm:col-span-2">
        <Legend>Denylist</Legend>
        <Switch
          label={query.denylist ? 'Allowed' : 'Never'}
          hint={
            query.denylist
              ? 'an agent that it harms stops it for a day'
              : 'it runs on, whatever it costs the host'
          }
          checked={query.denylist}
          disabled={readOnly}
          onChange={(denylist) => patch({ denylist })}
        />
      </div>
    </div>
  )
}

export function WordsField({ query, readOnly, patch }: QueryFieldsProps) {
  return (
    <Field label="Description" optional>
      <Textarea
        rows={2}
        value={query.description}
        readOnly={readOnly}
        onChange={({ target }) => patch({ description: target.value }, `description ${query.id}`)}
      />
    </Field>
  )
}

const scheduleKeys = [
  'id',
  'interval',
  'snapshot',
  'removed',
  'platform',
  'version',
  'shard',
  'denylist',
] as const
const scheduleFaults = ['interval', 'version', 'shard']

/** Whether typing changed anything that these fields show: letters of a name or of SQL do not. */
function isSameSchedule(one: QueryFieldsProps, other: QueryFieldsProps): boolean {
  return (
    one.readOnly === other.readOnly &&
    one.hosts === other.hosts &&
    one.patch === other.patch &&
    scheduleKeys.every((key) => one.query[key] === other.query[key]) &&
    scheduleFaults.every((field) => one.faultOf(field) === other.faultOf(field))
  )
}

export const ScheduleFields = memo(function ScheduleFields(props: QueryFieldsProps) {
  return (
    <>
      <IntervalField {...props} />
      <ModeField {...props} />
      <PlatformField {...props} />
      <FineFields {...props} />
    </>
  )
}, isSameSchedule)
