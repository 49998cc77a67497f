'use client'
// The filters of the feed: who, what, when, and of which device or team.
import { useState } from 'react'
import { HostField } from '@/components/campaigns/host-field'
import type { Choice } from '@/components/ui/combobox'
import type { ListFilter } from '@/components/ui/list-filters'
import type { TargetNames } from '@/lib/wire/targets'
import { verbOf } from './activity-words'

export type ActivityChoices = {
  types: readonly string[]
  actors: readonly { id: number; name: string }[]
}

const named = (list: readonly { id: number; name: string }[]) =>
  list.map(({ id, name }) => ({ value: String(id), label: name }))

const actorKinds = [
  { value: 'user', label: 'people' },
  { value: 'token', label: 'API tokens' },
  { value: 'agent', label: 'hosts' },
  { value: 'system', label: 'the system' },
  { value: 'visitor', label: 'nobody signed in' },
]

const ranges = [
  { value: '24h', label: 'in the last 24 h' },
  { value: '7d', label: 'in the last 7 days' },
  { value: '30d', label: 'in the last 30 days' },
]

/** Keys that only a link sets, shown so that they can be taken out. */
function linkFilters(params: URLSearchParams): ListFilter[] {
  const labels = { object_kind: 'Object', object_id: 'Number', from: 'From', to: 'Until' }
  return Object.entries(labels).flatMap(([key, label]) => {
    const value = params.get(key)
    return value ? [{ key, label, choices: [{ value, label: value }] }] : []
  })
}

function useKnownHosts(names: TargetNames, chosen: string | null) {
  const [known, setKnown] = useState<readonly Choice[]>(() =>
    names.hosts.map((host) => ({ id: String(host.id), name: host.display_name || host.hostname })),
  )
  const value = chosen
    ? (known.find(({ id }) => id === chosen) ?? { id: chosen, name: `#${chosen}` })
    : undefined
  const add = (host: Choice) => setKnown((old) => [...old.filter(({ id }) => id !== host.id), host])
  return { known, value, add }
}

export function useActivityFilters(
  { types, actors }: ActivityChoices,
  names: TargetNames,
  params: URLSearchParams,
): ListFilter[] {
  const hosts = useKnownHosts(names, params.get('host_id'))
  return [
    {
      key: 'type',
      label: 'Deed',
      choices: types.map((type) => ({ value: type, label: verbOf(type) })),
    },
    { key: 'actor_id', label: 'By', choices: named(actors) },
    { key: 'actor_kind', label: 'By kind', choices: actorKinds },
    {
      key: 'host_id',
      label: 'Host',
      choices: hosts.known.map(({ id, name }) => ({ value: id, label: name })),
      field: (choose) => (
        <HostField
          value={hosts.value}
          onChange={(host) => {
            if (host) hosts.add(host)
            choose(host?.id)
          }}
        />
      ),
    },
    { key: 'team_id', label: 'Team', choices: named(names.teams) },
    { key: 'range', label: 'When', choices: ranges },
    ...linkFilters(params),
  ]
}
