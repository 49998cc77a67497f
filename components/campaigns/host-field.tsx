'use client'
// One host of many, found by the server, for a filter.
import { useMemo, useState } from 'react'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { api } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import { HostList } from '@/lib/wire/hosts'

const searchMs = 200
const foundMax = 20
const none: Choice[] = []

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

type HostFieldProps = {
  value: Choice | undefined
  onChange: (host: Choice | undefined) => void
}

/** Choosing another takes the place of the one before. */
export function HostField({ value, onChange }: HostFieldProps) {
  const [text, setText] = useState('')
  const { answer, busy } = useSettled(text.trim() || undefined, searchMs, searchHosts)
  // Lists stay the same thing until they change: the box compares them.
  const { id, name } = value ?? {}
  const chosen = useMemo(
    () => (id === undefined || name === undefined ? none : [{ id, name }]),
    [id, name],
  )
  return (
    <Combobox
      label="Host"
      placeholder="Find a host"
      options={text.trim() ? (answer?.value ?? none) : none}
      value={chosen}
      onChange={(choices) => onChange(choices.at(-1))}
      onSearch={setText}
      busy={busy}
      emptyText={text.trim() ? 'No host of that name' : 'Type a name, serial or address'}
    />
  )
}
