'use client'
// The filters of a list: a panel that sets them, a chip for each that is set, and what is said when they
// hide every row. They live in the address, so a link shows the same rows.
import { ListFilter as FilterIcon, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { EmptyState } from '@/components/ui/page-states'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import { formatNoun } from '@/lib/client/format'
import { type UrlPatch, withoutKeys } from '@/lib/client/use-url-params'

export type ListFilter = {
  key: string
  label: string
  choices: readonly { value: string; label: string }[]
  /** Takes several values, with a comma between them in the address; rows must meet every one. */
  several?: boolean
  /** Takes the place of the select where there are too many choices to list. */
  field?: (choose: (value: string | undefined) => void) => ReactNode
}

type ListFiltersProps = {
  title: string
  filters: readonly ListFilter[]
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
  /** The key that opens the panel where it has one. */
  keys?: string
}

/** The values that are set of a filter. */
const valuesOf = ({ key, several }: ListFilter, params: URLSearchParams): string[] => {
  const value = params.get(key) ?? ''
  return several ? value.split(',').filter(Boolean) : [value]
}

/** The filter with one value more, or without one; undefined when none is left. */
const withValue = (held: readonly string[], value: string): string | undefined =>
  held.includes(value) || value === '' ? held.join() || undefined : [...held, value].join()
const withoutValue = (held: readonly string[], value: string): string | undefined =>
  held.filter((one) => one !== value).join() || undefined

const setFilters = (filters: readonly ListFilter[], params: URLSearchParams) =>
  filters.filter(({ key }) => params.has(key))

type FilterFieldProps = Pick<ListFiltersProps, 'params' | 'change'> & { filter: ListFilter }

function FilterField({ filter, params, change }: FilterFieldProps) {
  const { key, label, choices, field, several } = filter
  const held = several ? valuesOf(filter, params) : []
  const left = choices.filter(({ value }) => !held.includes(value))
  const none = several && held.length > 0 ? 'Add another' : 'Any'
  return (
    <Field label={label}>
      {field?.((value) => change({ [key]: value })) ?? (
        <Select
          label={label}
          value={several ? '' : (params.get(key) ?? '')}
          options={[{ value: '', label: none }, ...left]}
          onChange={(value) => change({ [key]: several ? withValue(held, value) : value })}
        />
      )}
    </Field>
  )
}

/** More than these stand in two columns, so that they fit a small window. */
const oneColumn = 6

function Panel({ title, filters, params, change, keys }: ListFiltersProps) {
  const isLong = filters.length > oneColumn
  return (
    <Popover
      title={title}
      {...(isLong ? { className: 'sm:w-[30rem]' } : {})}
      trigger={
        <Button {...(keys ? { 'aria-keyshortcuts': keys } : {})}>
          <FilterIcon aria-hidden /> Filter
        </Button>
      }
    >
      <div className={isLong ? 'grid gap-3 sm:grid-cols-2' : 'flex flex-col gap-3'}>
        {filters.map((filter) => (
          <FilterField key={filter.key} filter={filter} params={params} change={change} />
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
          {set.flatMap((filter) => {
            const held = valuesOf(filter, params)
            return held.map((value) => (
              <Chip
                key={`${filter.key} ${value}`}
                filter={filter}
                value={value}
                onRemove={() => change({ [filter.key]: withoutValue(held, value) })}
              />
            ))
          })}
          <li>
            <Button
              variant="ghost"
              size="small"
              onClick={() => change(withoutKeys(set.map(({ key }) => key)))}
            >
              Clear
            </Button>
          </li>
        </ul>
      )}
    </>
  )
}

type FilteredOutProps = Pick<ListFiltersProps, 'filters' | 'params' | 'change'> & {
  /** "pack" */
  noun: string
  /** What is said where nothing is hidden. */
  children: ReactNode
}

/** In place of the rows: which filters hide them all, with the way out. The search is one of them. */
export function FilteredOut({ filters, params, change, noun, children }: FilteredOutProps) {
  const hiding = setFilters(filters, params).length + (params.get('query') ? 1 : 0)
  if (hiding === 0) return children
  const keys = ['query', ...filters.map(({ key }) => key)]
  return (
    <EmptyState
      title={`${formatNoun(hiding, 'filter hides', 'filters hide')} every ${noun}`}
      action={<Button onClick={() => change(withoutKeys(keys))}>Clear</Button>}
    >
      No {noun} matches all of them together.
    </EmptyState>
  )
}
