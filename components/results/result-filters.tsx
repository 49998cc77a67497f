'use client'
// Filters of the result lines: set in a panel, shown as chips, kept in the address.
import { ListFilter, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { resultActions } from '@/lib/wire/results'

export type ResultNames = {
  packs: readonly { id: number; name: string }[]
  /** The host the link filters for, when it does. */
  host: { id: number; name: string } | undefined
}

type FilterProps = {
  names: ResultNames
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

const labels: Record<string, string> = {
  pack_id: 'Pack',
  query: 'Query',
  host_id: 'Host',
  action: 'Action',
  campaign_id: 'Live query',
}

function wordOf(key: string, value: string, { packs, host }: ResultNames): string {
  if (key === 'pack_id') return packs.find(({ id }) => String(id) === value)?.name ?? `#${value}`
  if (key === 'campaign_id') return `#${value}`
  if (key === 'host_id') return host && String(host.id) === value ? host.name : `#${value}`
  return value
}

/** The name of a query is taken over when the field is left or Enter is pressed. */
function QueryName({ params, change }: Omit<FilterProps, 'names'>) {
  const [text, setText] = useState(params.get('query') ?? '')
  const take = () => change({ query: text.trim() })
  return (
    <Input
      value={text}
      placeholder="Its name in the pack"
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  )
}

export function ResultFilterPanel({ names, params, change }: FilterProps) {
  const packs = names.packs.map(({ id, name }) => ({ value: String(id), label: name }))
  const actions = resultActions.map((value) => ({ value, label: value }))
  return (
    <Popover
      title="Filter lines"
      trigger={
        <Button>
          <ListFilter aria-hidden /> Filter
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Pack">
          <Select
            label="Pack"
            value={params.get('pack_id') ?? ''}
            options={[{ value: '', label: 'Any' }, ...packs]}
            onChange={(value) => change({ pack_id: value })}
          />
        </Field>
        <Field label="Query">
          <QueryName params={params} change={change} />
        </Field>
        <Field label="Action">
          <Select
            label="Action"
            value={params.get('action') ?? ''}
            options={[{ value: '', label: 'Any' }, ...actions]}
            onChange={(value) => change({ action: value })}
          />
        </Field>
      </div>
    </Popover>
  )
}

type ChipsProps = FilterProps & { keys: readonly string[] }

export function ResultChips({ names, params, change, keys }: ChipsProps) {
  const set = keys.filter((key) => params.has(key))
  if (set.length === 0) return null
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {set.map((key) => {
        const label = labels[key] ?? key
        const word = wordOf(key, params.get(key) ?? '', names)
        return (
          <li
            key={key}
            className="flex h-7 items-center gap-1 rounded-sm bg-accent-soft ps-2 pointer-coarse:h-11"
          >
            <span className="text-fg-muted">{label}:</span>
            <span className="max-w-64 truncate">{word}</span>
            <button
              type="button"
              aria-label={`Remove filter ${label}: ${word}`}
              onClick={() => change({ [key]: undefined })}
              className="grid size-6 place-items-center rounded-sm text-fg-muted hover:text-fg pointer-coarse:size-11"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
