'use client'
// The filters of the lists of packs and queries: a panel that sets them and a chip for each that is
// set. They live in the address, so a link shows the same rows.
import { ListFilter as FilterIcon, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import type { UrlPatch } from '@/lib/client/use-url-params'

export type ListFilter = {
  key: string
  label: string
  choices: readonly { value: string; label: string }[]
}

type ListFiltersProps = {
  title: string
  filters: readonly ListFilter[]
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

export const setFilters = (filters: readonly ListFilter[], params: URLSearchParams) =>
  filters.filter(({ key }) => params.has(key))

function Panel({ title, filters, params, change }: ListFiltersProps) {
  return (
    <Popover
      title={title}
      trigger={
        <Button>
          <FilterIcon aria-hidden /> Filter
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {filters.map(({ key, label, choices }) => (
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

type ChipProps = { filter: ListFilter; value: string; onRemove: () => void }

function Chip({ filter: { label, choices }, value, onRemove }: ChipProps) {
  const word = choices.find((choice) => choice.value === value)?.label ?? value
  return (
    <li className="flex h-7 items-center gap-1 rounded-sm bg-accent-soft ps-2 pointer-coarse:h-11">
      <span className="text-fg-muted">{label}:</span> {word}
      <button
        type="button"
        aria-label={`Remove filter ${label}: ${word}`}
        onClick={onRemove}
        className="grid size-6 place-items-center rounded-sm text-fg-muted hover:text-fg pointer-coarse:size-11"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  )
}

export function ListFilters(props: ListFiltersProps) {
  const { filters, params, change } = props
  const set = setFilters(filters, params)
  return (
    <>
      <Panel {...props} />
      {set.length > 0 && (
        <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
          {set.map((filter) => (
            <Chip
              key={filter.key}
              filter={filter}
              value={params.get(filter.key) ?? ''}
              onRemove={() => change({ [filter.key]: undefined })}
            />
          ))}
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
      )}
    </>
  )
}
