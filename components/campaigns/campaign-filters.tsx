'use client'
// The filters of the list of campaigns: what can be chosen, and what only a link sets.
import { useState } from 'react'
import type { Choice } from '@/components/ui/combobox'
import type { ListFilter } from '@/components/ui/list-filters'
import { MomentInput } from '@/components/ui/moment-input'
import { formatInstant } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { TargetNames } from '@/lib/wire/targets'
import { HostField } from './host-field'
import type { CampaignChoices } from './use-campaign-list'

type Named = { id: number; name: string }

const statuses = [
  { value: 'waiting,running,paused', label: 'open' },
  { value: 'running', label: 'running' },
  { value: 'paused', label: 'paused' },
  { value: 'complete', label: 'complete' },
  { value: 'stopped', label: 'stopped' },
  { value: 'expired', label: 'expired' },
]

const ranges = [
  { value: '1h', label: 'in the last hour' },
  { value: '24h', label: 'in the last 24 h' },
  { value: '7d', label: 'in the last 7 days' },
  { value: '30d', label: 'in the last 30 days' },
]

const named = (list: readonly Named[]) =>
  list.map(({ id, name }) => ({ value: String(id), label: name }))

/** A filter that has no choice to offer is left out, unless the address sets it. */
export function campaignFilters(
  { askers, packs }: CampaignChoices,
  { labels, hosts }: TargetNames,
  hostField: NonNullable<ListFilter['field']>,
): ListFilter[] {
  const known = hosts.map(({ id, display_name, hostname }) => ({
    id,
    name: display_name || hostname,
  }))
  return [
    { key: 'status', label: 'State', choices: statuses },
    { key: 'user_id', label: 'Asked by', choices: named(askers) },
    { key: 'mine', label: 'Mine', choices: [{ value: 'true', label: 'only mine' }] },
    { key: 'label_id', label: 'Label', choices: named(labels) },
    { key: 'host_id', label: 'Host', choices: named(known), field: hostField },
    ...(packs.length > 0 ? [{ key: 'pack_id', label: 'Pack', choices: named(packs) }] : []),
    { key: 'range', label: 'Opened', choices: ranges },
  ]
}

/** Keys that only a link sets, shown as chips so that they can be taken out. */
export function linkFilters(params: URLSearchParams): ListFilter[] {
  const labels = { run_id: 'Run', query_id: 'Saved query' }
  return Object.entries(labels).flatMap(([key, label]) => {
    const value = params.get(key)
    return value ? [{ key, label, choices: [{ value, label: `#${value}` }] }] : []
  })
}

/** The two moments between which a campaign was opened, each on its own. */
export function momentFilters(params: URLSearchParams, zone: string): ListFilter[] {
  const labels = { from: 'Opened from', to: 'Opened until' }
  return Object.entries(labels).map(([key, label]) => {
    const value = params.get(key)
    const at = Date.parse(value ?? '')
    const word = Number.isNaN(at) ? (value ?? '') : formatInstant(at, zone).slice(0, -3)
    return {
      ...{ key, label, choices: value ? [{ value, label: word }] : [] },
      field: (choose) => <MomentInput iso={value} onChange={choose} />,
    }
  })
}

/** The filters, with the name of the host that was chosen here. */
export function useCampaignFilters(
  choices: CampaignChoices,
  names: TargetNames,
  params: URLSearchParams,
): ListFilter[] {
  const [known, setKnown] = useState<readonly Choice[]>(() =>
    names.hosts.map((host) => ({ id: String(host.id), name: host.display_name || host.hostname })),
  )
  const zone = useZone()
  const chosen = params.get('host_id')
  const value = chosen
    ? (known.find(({ id }) => id === chosen) ?? { id: chosen, name: `#${chosen}` })
    : undefined
  const hosts = known.map(({ id, name }) => ({ id: Number(id), hostname: name, display_name: '' }))
  const filters = campaignFilters(choices, { ...names, hosts }, (choose) => (
    <HostField
      value={value}
      onChange={(host) => {
        if (host) setKnown((old) => [...old.filter(({ id }) => id !== host.id), host])
        choose(host?.id)
      }}
    />
  ))
  return [...filters, ...momentFilters(params, zone), ...linkFilters(params)]
}
