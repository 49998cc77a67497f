'use client'
// What a destination is sent: by pack, by kind of line, live answers; how much that is a day, and what
// happens when it falls too far behind.
import { useMemo } from 'react'
import { Checkbox, RadioGroup, Switch } from '@/components/ui/choice'
import { cn } from '@/components/ui/cn'
import { Combobox } from '@/components/ui/combobox'
import { api } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import {
  type DestinationFilter,
  DestinationPreviewReply,
  LogType,
  type WhenFull,
} from '@/lib/wire/destinations'
import { aDayWords } from './destination-words'

export type PackName = { id: number; name: string }

/** Why a filter cannot be saved. */
export function lacksOfFilter({ packs, log_types, live }: DestinationFilter): string | undefined {
  if (packs?.length === 0) return 'Choose a pack first'
  return log_types.length === 0 && !live ? 'Choose what it gets first' : undefined
}

type RoutingProps = {
  filter: DestinationFilter
  packs: readonly PackName[]
  onChange: (filter: DestinationFilter) => void
  error: string | undefined
}

const logLabels: Record<LogType, { label: string; hint: string }> = {
  result: { label: 'Changes', hint: 'Rows added and removed, and events' },
  snapshot: { label: 'Snapshots', hint: 'Whole results of a run' },
  status: { label: 'Status logs', hint: 'What agents say of themselves, of no pack' },
}

const waitMs = 300

/** Lines that the filter lets through in a day; the old number stays, dimmed, until the next is there. */
function ADay({ filter }: { filter: DestinationFilter }) {
  const key = JSON.stringify(filter)
  const asked = useMemo(() => ({ filter: JSON.parse(key) }), [key])
  const empty = filter.packs?.length === 0
  const { answer, busy, failure } = useSettled(empty ? undefined : asked, waitMs, (body, signal) =>
    api(DestinationPreviewReply, '/api/v1/fleet/destinations/preview', {
      ...{ method: 'POST', body, signal },
    }),
  )
  if (empty) return <p className="text-fg-muted">Choose a pack first.</p>
  if (failure) return <p className="text-bad-fg">{failure.message}</p>
  return (
    <p className={cn('font-medium tabular-nums', busy && 'text-fg-subtle')}>
      {answer ? aDayWords(answer.value.lines_a_day) : 'Counting the lines of a day'}
    </p>
  )
}

function Packs({ filter, packs, onChange, error }: RoutingProps) {
  const choices = useMemo(() => packs.map(({ id, name }) => ({ id: String(id), name })), [packs])
  const held = (filter.packs ?? []).map(
    (id) => choices.find((choice) => choice.id === String(id)) ?? { id: `${id}`, name: `#${id}` },
  )
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup
        inline
        label="Which packs"
        value={filter.packs === null ? 'all' : 'some'}
        onChange={(value) => onChange({ ...filter, packs: value === 'all' ? null : [] })}
        options={[
          { value: 'all', label: 'All packs' },
          { value: 'some', label: 'Only these' },
        ]}
      />
      {filter.packs !== null && (
        <Combobox
          label="Packs"
          options={choices}
          value={held}
          placeholder="Add a pack"
          emptyText="No pack of that name"
          onChange={(next) => onChange({ ...filter, packs: next.map(({ id }) => Number(id)) })}
        />
      )}
      {error && <p className="text-bad-fg text-meta">{error}</p>}
    </div>
  )
}

export function RoutingFields(props: RoutingProps) {
  const { filter, onChange } = props
  const { log_types } = filter
  return (
    <div className="flex flex-col gap-4">
      <Packs {...props} />
      <fieldset className="grid gap-2 sm:grid-cols-3">
        <legend className="mb-1 font-medium">Kinds of lines</legend>
        {LogType.options.map((type) => (
          <Checkbox
            key={type}
            {...logLabels[type]}
            checked={log_types.includes(type)}
            onChange={(on) =>
              onChange({
                ...filter,
                log_types: LogType.options.filter((one) =>
                  one === type ? on : log_types.includes(one),
                ),
              })
            }
          />
        ))}
      </fieldset>
      <Switch
        label="Live answers"
        hint="Administrators may send the answers of a live query here too"
        checked={filter.live}
        onChange={(live) => onChange({ ...filter, live })}
      />
      <ADay filter={filter} />
    </div>
  )
}

type WhenFullProps = { value: WhenFull; onChange: (value: WhenFull) => void }

export function WhenFullChoice({ value, onChange }: WhenFullProps) {
  return (
    <RadioGroup
      label="When it falls behind retention"
      value={value}
      onChange={onChange}
      options={[
        {
          value: 'block',
          label: 'Keep its lines',
          hint: 'Beyond retention, until it has them or the limit of size is reached',
        },
        {
          value: 'shed',
          label: 'Drop the oldest',
          hint: 'Retention goes on; what it never got is counted here',
        },
      ]}
    />
  )
}
