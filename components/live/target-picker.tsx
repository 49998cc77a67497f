'use client'
// Whom to ask: teams, labels, single hosts, and whom to leave out; the sentence it means and the sum.
import { useMemo, useState } from 'react'
import { type KnownNames, targetSentence } from '@/components/campaigns/target-words'
import { Checkbox, RadioGroup } from '@/components/ui/choice'
import { cn } from '@/components/ui/cn'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { api } from '@/lib/client/api'
import { type Settled, useSettled } from '@/lib/client/use-settled'
import { HostList } from '@/lib/wire/hosts'
import type { Selected, TargetNames, TargetsCount } from '@/lib/wire/targets'
import { countSentence } from './words'

const searchMs = 200
const foundMax = 20

const chosen = (ids: readonly number[], options: readonly Choice[]) =>
  ids.map(
    (id) =>
      options.find((option) => option.id === String(id)) ?? { id: String(id), name: `#${id}` },
  )
const idsOf = (choices: readonly Choice[]) => choices.map(({ id }) => Number(id))

function searchHosts(text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = new URLSearchParams({ query: text, per_page: String(foundMax) })
  return api(HostList, `/api/v1/fleet/hosts?${query}`, { signal }).then(({ hosts }) =>
    hosts.map(({ id, display_name, hostname, status }) => ({
      id: String(id),
      name: display_name || hostname,
      detail: status,
    })),
  )
}

type LineProps = { label: string; children: React.ReactNode }

function Line({ label, children }: LineProps) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-fg-muted">
        {label}
      </span>
      {children}
    </div>
  )
}

type HostLineProps = {
  label: string
  ids: readonly number[]
  onIds: (ids: number[]) => void
  known: readonly Choice[]
  onKnown: (choices: readonly Choice[]) => void
}

function HostLine({ label, ids, onIds, known, onKnown }: HostLineProps) {
  const [text, setText] = useState('')
  const { answer, busy } = useSettled(text.trim() || undefined, searchMs, searchHosts)
  return (
    <Line label={label}>
      <Combobox
        label={label}
        placeholder="Find a host by name, serial or address"
        options={text.trim() ? (answer?.value ?? []) : []}
        value={chosen(ids, known)}
        onChange={(choices) => {
          onKnown(choices)
          onIds(idsOf(choices))
        }}
        onSearch={setText}
        busy={busy}
        emptyText={text.trim() ? 'No host of that name' : 'Type part of a name'}
      />
    </Line>
  )
}

type TargetPickerProps = {
  names: TargetNames
  selected: Selected
  onChange: (selected: Selected) => void
  known: KnownNames
  hosts: readonly Choice[]
  onHosts: (choices: readonly Choice[]) => void
  count: Settled<unknown, TargetsCount>
}

type ChoosingProps = Pick<TargetPickerProps, 'names' | 'selected' | 'onChange'>

function LabelLine({ names, selected, onChange }: ChoosingProps) {
  const labels = useMemo(
    () =>
      names.labels
        .filter(({ name, kind }) => !(kind === 'builtin' && name === 'All Hosts'))
        .map(({ id, name, count }) => ({ id: String(id), name, count })),
    [names],
  )
  return (
    <Line label="Labels">
      <Combobox
        label="Labels"
        placeholder="Any label"
        options={labels}
        value={chosen(selected.labels, labels)}
        onChange={(choices) => onChange({ ...selected, labels: idsOf(choices) })}
      />
      {selected.labels.length > 1 && (
        <RadioGroup
          inline
          label="How labels combine"
          value={selected.label_match}
          onChange={(label_match) => onChange({ ...selected, label_match })}
          options={[
            { value: 'any', label: 'any of them' },
            { value: 'all', label: 'all of them' },
          ]}
          className="mt-1"
        />
      )}
    </Line>
  )
}

function Groups({ names, selected, onChange }: ChoosingProps) {
  const teams = useMemo(
    () => names.teams.map(({ id, name, count }) => ({ id: String(id), name, count })),
    [names],
  )
  return (
    <>
      {teams.length > 0 && (
        <Line label="Teams">
          <Combobox
            label="Teams"
            placeholder="Any team"
            options={teams}
            value={chosen(selected.teams, teams)}
            onChange={(choices) => onChange({ ...selected, teams: idsOf(choices) })}
          />
        </Line>
      )}
      <LabelLine names={names} selected={selected} onChange={onChange} />
    </>
  )
}

function Excluded({ names, selected, onChange, hosts, onHosts }: Omit<TargetPickerProps, 'count'>) {
  const { exclude } = selected
  const labels = useMemo(
    () => names.labels.map(({ id, name, count }) => ({ id: String(id), name, count })),
    [names],
  )
  return (
    <>
      <Line label="Not with these labels">
        <Combobox
          label="Not with these labels"
          placeholder="Nobody left out"
          options={labels}
          value={chosen(exclude.labels, labels)}
          onChange={(choices) =>
            onChange({ ...selected, exclude: { ...exclude, labels: idsOf(choices) } })
          }
        />
      </Line>
      <HostLine
        label="Not these hosts"
        ids={exclude.hosts}
        onIds={(ids) => onChange({ ...selected, exclude: { ...exclude, hosts: ids } })}
        known={hosts}
        onKnown={onHosts}
      />
    </>
  )
}

function Sum({
  sentence,
  count,
}: { sentence: string | undefined } & Pick<TargetPickerProps, 'count'>) {
  const { answer, busy, failure } = count
  if (!sentence) return <p className="text-fg-muted">Nobody is chosen yet.</p>
  return (
    <div aria-live="off">
      <p className="font-medium">{sentence}</p>
      {failure && <p className="text-warn-fg">Not counted: {failure.message}</p>}
      {!failure && !answer && <p className="text-fg-muted">Counting hosts</p>}
      {!failure && answer && (
        <p className={cn('tabular-nums', busy ? 'text-fg-subtle' : 'text-fg-muted')}>
          {countSentence(answer.value)}
        </p>
      )}
    </div>
  )
}

export function TargetPicker(props: TargetPickerProps) {
  const { selected, onChange, known, hosts, onHosts, count } = props
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        label="Every host"
        hint="All that you may ask"
        checked={selected.all}
        onChange={(all) => onChange({ ...selected, all })}
      />
      {!selected.all && (
        <>
          <Groups {...props} />
          <HostLine
            label="Hosts"
            ids={selected.hosts}
            onIds={(ids) => onChange({ ...selected, hosts: ids })}
            known={hosts}
            onKnown={onHosts}
          />
        </>
      )}
      <Excluded {...props} />
      <div className="border-line border-t pt-3">
        <Sum sentence={targetSentence(selected, known)} count={count} />
      </div>
    </div>
  )
}
