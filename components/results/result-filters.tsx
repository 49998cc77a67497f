'use client'
// Filters of the result lines: set in a panel, shown as chips, kept in the address. Any column of the
// agents' rows can be one.
import { X } from 'lucide-react'
import { useState } from 'react'
import { HostField } from '@/components/campaigns/host-field'
import { RowFilters } from '@/components/campaigns/row-filters'
import type { Choice } from '@/components/ui/combobox'
import { Input } from '@/components/ui/input'
import { type ListFilter, ListFilters } from '@/components/ui/list-filters'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { resultOperators } from '@/lib/wire/result-filters'
import { resultActions } from '@/lib/wire/results'
import { columnFilters, columnPatch } from './result-url'

type Named = { id: number; name: string }

export type ResultNames = {
  packs: readonly Named[]
  labels: readonly Named[]
  /** The host the link filters for, when it does. */
  host: Named | undefined
}

export type FilterProps = {
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

export const unknownPack = { value: '0', label: '(unknown query)' }

function wordOf(key: string, value: string, { packs, host }: ResultNames): string {
  if (key === 'pack_id') return packs.find(({ id }) => String(id) === value)?.name ?? `#${value}`
  if (key === 'campaign_id') return `#${value}`
  if (key === 'host_id') return host && String(host.id) === value ? host.name : `#${value}`
  return value
}

/** The name of a query is taken over when the field is left or Enter is pressed. */
function QueryName({ held, choose }: { held: string; choose: (text: string) => void }) {
  const [text, setText] = useState(held)
  const take = () => choose(text.trim())
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

const platforms = [
  { value: 'darwin', label: 'macOS' },
  { value: 'linux', label: 'Linux' },
  { value: 'windows', label: 'Windows' },
  { value: 'freebsd', label: 'FreeBSD' },
]

const named = (list: readonly Named[]) =>
  list.map(({ id, name }) => ({ value: String(id), label: name }))

/** Every filter of the lines, in the order in which it is shown. */
function lineFilters({ names, params }: FilterProps, hostField: ListFilter['field']): ListFilter[] {
  const campaign = params.get('campaign_id')
  const { host } = names
  return [
    { key: 'pack_id', label: 'Pack', choices: [...named(names.packs), unknownPack] },
    {
      ...{ key: 'query', label: 'Query', choices: [] },
      field: (choose) => <QueryName held={params.get('query') ?? ''} choose={choose} />,
    },
    {
      ...{ key: 'host_id', label: 'Host', choices: host ? named([host]) : [] },
      ...(hostField ? { field: hostField } : {}),
    },
    {
      ...{ key: 'action', label: 'Action' },
      choices: resultActions.map((value) => ({ value: `${value}`, label: value })),
    },
    { key: 'platform', label: 'Platform', choices: platforms },
    ...(names.labels.length > 0
      ? [{ key: 'label_id', label: 'Label', choices: named(names.labels) }]
      : []),
    {
      ...{ key: 'unsolicited', label: 'Unsolicited' },
      choices: [
        { value: 'true', label: 'only those' },
        { value: 'false', label: 'none of them' },
      ],
    },
    ...(campaign
      ? [
          {
            ...{ key: 'campaign_id', label: 'Live query' },
            choices: [{ value: campaign, label: `#${campaign}` }],
          },
        ]
      : []),
  ]
}

/** The host of the filter by its name, also when it was chosen here. */
export function useNamedHost({ names, params }: Pick<FilterProps, 'names' | 'params'>) {
  const [known, setKnown] = useState<readonly Named[]>(names.host ? [names.host] : [])
  const chosen = params.get('host_id')
  const host = known.find(({ id }) => String(id) === chosen)
  return {
    host: host ?? (chosen ? { id: Number(chosen), name: `#${chosen}` } : undefined),
    name: (one: Named) => setKnown((old) => [...old.filter(({ id }) => id !== one.id), one]),
  }
}

export type NamedHost = ReturnType<typeof useNamedHost>

type LineFiltersProps = FilterProps & {
  named: NamedHost
  /** Keys of the panel; all of them without it. */
  only?: readonly string[]
}

/** The panel and its chips, without the columns. */
export function LineFilters(props: LineFiltersProps) {
  const { names, params, change, named: chosen, only } = props
  const { host } = chosen
  const value: Choice | undefined = host && { id: String(host.id), name: host.name }
  const filters = lineFilters({ ...props, names: { ...names, host } }, (choose) => (
    <HostField
      value={value}
      onChange={(next) => {
        if (next) chosen.name({ id: Number(next.id), name: next.name })
        choose(next?.id)
      }}
    />
  ))
  return (
    <ListFilters
      title="Filter lines"
      filters={only ? filters.filter(({ key }) => only.includes(key)) : filters}
      params={params}
      change={change}
    />
  )
}

type ColumnFiltersProps = Omit<FilterProps, 'names'> & {
  /** Columns that are known from what is loaded. */
  columns: readonly string[]
}

/** Filters by any column that the loaded lines have. */
export function ColumnFilters({ params, change, columns }: ColumnFiltersProps) {
  const filters = columnFilters(params)
  const all = [...new Set([...columns, ...filters.map(({ column }) => column)])]
  if (all.length === 0) return null
  return (
    <RowFilters
      word="Column"
      columns={all}
      operators={resultOperators}
      filters={filters}
      onChange={(next) => change(columnPatch(params, next))}
    />
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
