'use client'
// Whom an imported pack is for, and whether it starts switched off.
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Switch } from '@/components/ui/choice'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { HostList } from '@/lib/wire/hosts'
import { LabelList } from '@/lib/wire/labels'
import type { ImportChoices, ImportedPack } from '@/lib/wire/pack-import'
import { TeamList } from '@/lib/wire/teams'
import { newPacks } from './import-words'
import type { ChosenTargets } from './use-import'
import { whom } from './whom'

const rarely = 3_600

function useHostChoices(): { options: Choice[]; busy: boolean; search: (text: string) => void } {
  const [text, search] = useState('')
  const [found, setFound] = useState<{ text: string; options: Choice[] }>({ text: '', options: [] })
  useEffect(() => {
    if (text === '') return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const path = `/api/v1/fleet/hosts?per_page=20&query=${encodeURIComponent(text)}`
      const reply = await api(HostList, path, { signal: stop.signal }).catch(() => undefined)
      if (!reply) return
      const options = reply.hosts.map(({ id, display_name, os_version }) => ({
        id: String(id),
        name: display_name,
        detail: os_version,
      }))
      setFound({ text, options })
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return { options: found.options, busy: text !== '' && found.text !== text, search }
}

function useGroupChoices(): { labels: Choice[]; teams: Choice[] } {
  const labels = usePoll(LabelList, '/api/v1/fleet/labels?per_page=500', rarely)
  const teams = usePoll(TeamList, '/api/v1/fleet/teams?per_page=500', rarely)
  return useMemo(
    () => ({
      labels: (labels.value?.labels ?? []).map(({ id, name, count }) => ({
        id: String(id),
        name,
        count,
      })),
      teams: (teams.value?.teams ?? []).map(({ id, name, host_count }) => ({
        id: String(id),
        name,
        count: host_count,
      })),
    }),
    [labels.value, teams.value],
  )
}

const named = (choices: readonly Choice[]) =>
  choices.map(({ id, name }) => ({ id: Number(id), name }))

const matches = [
  { value: 'any', label: 'any of' },
  { value: 'all', label: 'all of' },
] as const

function sentenceOf({ labels, teams, hosts, label_match }: ChosenTargets): string {
  const chosen = { labels: named(labels), teams: named(teams), hosts: named(hosts), label_match }
  return whom({ ...chosen, exclude_label_ids: [], exclude_host_ids: [], shard: null }, {})
}

type PartProps = { targets: ChosenTargets; set: (patch: Partial<ChosenTargets>) => void }

function GroupFields({ targets, set }: PartProps) {
  const { labels, teams } = useGroupChoices()
  return (
    <>
      <Field label="Labels" hint="All Hosts is everyone.">
        <Combobox
          label="Labels"
          options={labels}
          value={targets.labels}
          onChange={(next) => set({ labels: next })}
          className="flex-1"
        />
      </Field>
      <Field label="Labels match">
        <Select
          label="Labels match"
          options={matches}
          value={targets.label_match}
          onChange={(label_match) => set({ label_match })}
          className="w-24 shrink-0"
        />
      </Field>
      {teams.length > 0 && (
        <Field label="Teams">
          <Combobox
            label="Teams"
            options={teams}
            value={targets.teams}
            onChange={(next) => set({ teams: next })}
          />
        </Field>
      )}
    </>
  )
}

function HostsField({ targets, set }: PartProps) {
  const { options, search, busy } = useHostChoices()
  return (
    <Field label="Hosts">
      <Combobox
        label="Hosts"
        options={options}
        value={targets.hosts}
        onChange={(next) => set({ hosts: next })}
        onSearch={search}
        busy={busy}
        placeholder="Name, serial or address"
        emptyText="Type to search hosts"
      />
    </Field>
  )
}

type OfPacks = { packs: readonly ImportedPack[]; choices: ImportChoices }

function ofFile({ targets }: ImportedPack): string | undefined {
  if (!targets) return undefined
  const { labels, teams, exclude_labels, label_match } = targets
  const unnamed = (names: readonly string[]) => names.map((name, id) => ({ id, name }))
  const sentence = whom(
    {
      ...{ labels: unnamed(labels), teams: unnamed(teams), hosts: [], label_match, shard: null },
      ...{ exclude_label_ids: exclude_labels.map((_, id) => id), exclude_host_ids: [] },
    },
    Object.fromEntries(exclude_labels.map((name, id) => [id, name])),
  )
  return labels.length + teams.length > 0 ? sentence : undefined
}

/** What the targets mean: those chosen, else those that the files name. */
function Meaning({ packs, targets }: { packs: readonly ImportedPack[]; targets: ChosenTargets }) {
  const chosen = targets.labels.length + targets.teams.length + targets.hosts.length > 0
  const named = packs.flatMap((pack) => {
    const sentence = ofFile(pack)
    return sentence === undefined ? [] : [{ name: pack.name, sentence }]
  })
  if (chosen || named.length === 0)
    return (
      <p className="rounded-md bg-sunken px-3 py-2">
        <span className="text-fg-muted">It means: </span>
        {sentenceOf(targets)}
      </p>
    )
  return (
    <div className="rounded-md bg-sunken px-3 py-2">
      <p className="text-fg-muted">As the files say, unless you choose:</p>
      <ul>
        {named.map(({ name, sentence }) => (
          <li key={name}>
            {name}: {sentence}
          </li>
        ))}
      </ul>
    </div>
  )
}

type ImportTargetsProps = OfPacks & {
  targets: ChosenTargets
  onChange: (targets: ChosenTargets) => void
}

export function ImportTargets({ packs, choices, targets, onChange }: ImportTargetsProps) {
  const set = useCallback(
    (patch: Partial<ChosenTargets>) => onChange({ ...targets, ...patch }),
    [targets, onChange],
  )
  const made = newPacks({ packs, choices })
  const kept = packs.length - made.length
  if (made.length === 0)
    return <p>No pack is new: those that are there keep their targets and their switch.</p>
  return (
    <div className="flex flex-col gap-4">
      {kept > 0 && (
        <p className="text-fg-muted">
          For the {formatNoun(made.length, 'new pack')}; packs that are there keep theirs.
        </p>
      )}
      <GroupFields targets={targets} set={set} />
      <HostsField targets={targets} set={set} />
      <Meaning packs={made} targets={targets} />
      <Switch
        label="Start switched off"
        hint="Nothing reaches a host until you switch the pack on."
        checked={targets.disabled}
        onChange={(disabled) => set({ disabled })}
      />
    </div>
  )
}
