'use client'
// The filters of the host list: a panel to set them, and a chip for each that is set. They live in
// the address, so a link shows the same hosts.
import { ListFilter, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { configurationLook } from './configuration-badge'

export type NamedCount = { id: number; name: string; count: number }
export type FilterNames = { labels: readonly NamedCount[]; teams: readonly NamedCount[] }

type Choice = { value: string; label: string }
type Filter = { key: string; label: string; choices: readonly Choice[] }

const statuses = ['online', 'offline', 'missing', 'new'].map((value) => ({ value, label: value }))
const platforms = [
  { value: 'darwin', label: 'macOS' },
  { value: 'linux', label: 'Linux' },
  { value: 'windows', label: 'Windows' },
  { value: 'freebsd', label: 'FreeBSD' },
  { value: 'unknown', label: 'not known yet' },
]
const configurations = Object.entries(configurationLook).map(([value, { label }]) => ({
  value,
  label,
}))

function named(list: readonly NamedCount[]): Choice[] {
  return list.map(({ id, name }) => ({ value: String(id), label: name }))
}

/** Every filter of the list, in the order in which it is shown. */
export function hostFilters({ labels, teams }: FilterNames): Filter[] {
  return [
    { key: 'status', label: 'Status', choices: statuses },
    { key: 'platform', label: 'Platform', choices: platforms },
    { key: 'label_id', label: 'Label', choices: named(labels) },
    ...(teams.length > 0 ? [{ key: 'team_id', label: 'Team', choices: named(teams) }] : []),
    { key: 'config', label: 'Configuration', choices: configurations },
    {
      key: 'identity_conflict',
      label: 'Identity conflict',
      choices: [
        { value: 'true', label: 'yes' },
        { value: 'false', label: 'no' },
      ],
    },
  ]
}

type FilterProps = {
  names: FilterNames
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

export function FilterPanel({ names, params, change }: FilterProps) {
  return (
    <Popover
      title="Filter hosts"
      trigger={
        <Button aria-keyshortcuts="f">
          <ListFilter aria-hidden /> Filter
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {hostFilters(names).map(({ key, label, choices }) => (
          <Field key={key} label={label}>
            <Select
              label={label}
              value={params.get(key) ?? ''}
              options={[{ value: '', label: 'Any' }, ...choices]}
              onChange={(value) => change({ [key]: value })}
            />
          </Field>
        ))}
      </div>
    </Popover>
  )
}

/** Which filters are set, in words. */
export function setFilters(names: FilterNames, params: URLSearchParams): Filter[] {
  return hostFilters(names).filter(({ key }) => params.has(key))
}

export function FilterChips({ names, params, change }: FilterProps) {
  const set = setFilters(names, params)
  if (set.length === 0) return null
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {set.map(({ key, label, choices }) => {
        const value = params.get(key) ?? ''
        const word = choices.find((choice) => choice.value === value)?.label ?? value
        return (
          <li
            key={key}
            className="flex h-7 items-center gap-1 rounded-sm bg-accent-soft ps-2 pointer-coarse:h-11"
          >
            <span className="text-fg-muted">{label}:</span> {word}
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
      <li>
        <Button
          variant="ghost"
          size="small"
          onClick={() => change(Object.fromEntries(set.map(({ key }) => [key, undefined])))}
        >
          Clear
        </Button>
      </li>
    </ul>
  )
}
