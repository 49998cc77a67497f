'use client'
// Filters of rows as chips `column: operator: value`, edited in place, each with how many rows it alone
// lets by.
import { ListFilter, X } from 'lucide-react'
import { type FormEvent, useMemo, useState } from 'react'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'
import { formatCount } from '@/lib/client/format'
import { hostNameColumn, type RowFilter, rowOperators } from '@/lib/wire/campaign-rows'

const words: Record<RowFilter['op'], string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  greater: 'greater than',
  less: 'less than',
  empty: 'is empty',
  absent: 'is absent',
  present: 'is there',
}

const signs: Record<RowFilter['op'], string> = {
  ...words,
  is: '=',
  is_not: '\u2260',
  greater: '>',
  less: '<',
}

const valueless: readonly RowFilter['op'][] = ['empty', 'absent', 'present']

const labelOf = (column: string) => (column === hostNameColumn ? 'Host' : column)

/** A filter in words, for a chip's name. */
export function filterWords({ column, op, value }: RowFilter): string {
  const told = valueless.includes(op) ? '' : ` ${value === '' ? '(empty)' : value}`
  return `${labelOf(column)} ${words[op]}${told}`
}

type FormProps = {
  columns: readonly string[]
  operators: readonly RowFilter['op'][]
  filter: RowFilter
  action: string
  onDone: (filter: RowFilter) => void
}

function ValueField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field label="Value">
      <Input
        value={value}
        maxLength={4_096}
        autoComplete="off"
        spellCheck={false}
        className="mono"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}

function FilterForm({ columns, operators, filter, action, onDone }: FormProps) {
  const [draft, setDraft] = useState(filter)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    onDone(valueless.includes(draft.op) ? { ...draft, value: '' } : draft)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label="Column">
        <Select
          label="Column"
          value={draft.column}
          options={columns.map((column) => ({ value: column, label: labelOf(column) }))}
          onChange={(column) => setDraft({ ...draft, column })}
        />
      </Field>
      <Field label="Condition">
        <Select
          label="Condition"
          value={draft.op}
          options={operators.map((op) => ({ value: op, label: words[op] }))}
          onChange={(op) => setDraft({ ...draft, op })}
        />
      </Field>
      {!valueless.includes(draft.op) && (
        <ValueField value={draft.value} onChange={(value) => setDraft({ ...draft, value })} />
      )}
      <Button type="submit" variant="primary">
        {action}
      </Button>
    </form>
  )
}

type PopProps = FormProps & {
  title: string
  trigger: Parameters<typeof Popover>[0]['trigger']
  open: boolean
  onOpen: (open: boolean) => void
}

/** The form in a popover that goes, and gives focus back, when it is done. */
function FilterPopover({ title, trigger, open, onOpen, onDone, ...form }: PopProps) {
  return (
    <Popover title={title} trigger={trigger} open={open} onOpenChange={onOpen}>
      <FilterForm
        {...form}
        onDone={(filter) => {
          onOpen(false)
          onDone(filter)
        }}
      />
    </Popover>
  )
}

type ChipProps = Pick<FormProps, 'filter' | 'columns' | 'operators'> & {
  count: number | undefined
  onChange: (filter: RowFilter | undefined) => void
}

function ChipWords({ column, op, value }: RowFilter) {
  return (
    <>
      <span className="truncate text-fg-muted">{labelOf(column)}:</span>
      <span className="shrink-0">{signs[op]}</span>
      {!valueless.includes(op) && (
        <span className="max-w-48 truncate">{value === '' ? '(empty)' : value}</span>
      )}
    </>
  )
}

function Chip({ filter, columns, operators, count, onChange }: ChipProps) {
  const said = filterWords(filter)
  const [open, setOpen] = useState(false)
  return (
    <li className="flex h-7 max-w-full items-center gap-1 rounded-sm bg-accent-soft ps-2 pointer-coarse:h-11">
      <FilterPopover
        title="Change the filter"
        open={open}
        onOpen={setOpen}
        columns={columns}
        operators={operators}
        filter={filter}
        action="Change"
        onDone={onChange}
        trigger={
          <button
            type="button"
            aria-label={`Change filter ${said}`}
            className="mono flex min-h-6 min-w-0 items-center gap-1 hover:underline"
          >
            <ChipWords {...filter} />
          </button>
        }
      />
      {count !== undefined && (
        <span className="text-fg-muted tabular-nums">{formatCount(count)}</span>
      )}
      <button
        type="button"
        aria-label={`Remove filter ${said}`}
        onClick={() => onChange(undefined)}
        className="grid size-6 place-items-center rounded-sm text-fg-muted hover:text-fg pointer-coarse:size-11"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  )
}

type RowFiltersProps = {
  /** Those that can be filtered by, ours first. */
  columns: readonly string[]
  filters: readonly RowFilter[]
  passed?: readonly number[] | undefined
  onChange: (filters: RowFilter[]) => void
  /** The conditions that the list knows. */
  operators?: readonly RowFilter['op'][]
  /** On the button. */
  word?: string
}

function Chips({ columns, filters, passed, onChange, operators = rowOperators }: RowFiltersProps) {
  const replace = (at: number, next: RowFilter | undefined) =>
    onChange(filters.flatMap((one, place) => (place !== at ? [one] : next ? [next] : [])))
  return (
    <ul aria-label="Filters" className="flex min-w-0 flex-wrap items-center gap-2">
      {filters.map((filter, at) => (
        <Chip
          key={filterWords(filter)}
          filter={filter}
          columns={columns}
          operators={operators}
          count={passed?.[at]}
          onChange={(next) => replace(at, next)}
        />
      ))}
      <li>
        <Button variant="ghost" size="small" onClick={() => onChange([])}>
          Clear
        </Button>
      </li>
    </ul>
  )
}

export function RowFilters(props: RowFiltersProps) {
  const { columns, filters, onChange, operators = rowOperators, word = 'Filter' } = props
  const [open, setOpen] = useState(false)
  const first = columns.find((column) => column !== hostNameColumn) ?? hostNameColumn
  const actions = useMemo(
    () => [{ id: 'filter', label: 'Add a filter', keys: 'f', run: () => setOpen(true) }],
    [],
  )
  // The same filter twice says nothing more.
  const put = (next: RowFilter[]) =>
    onChange([...new Map(next.map((one) => [filterWords(one), one])).values()])
  return (
    <>
      <PageActions actions={actions} />
      <FilterPopover
        title="Add a filter"
        open={open}
        onOpen={setOpen}
        columns={columns}
        operators={operators}
        filter={{ column: first, op: 'is', value: '' }}
        action="Add filter"
        onDone={(filter) => put([...filters, filter])}
        trigger={
          <Button aria-keyshortcuts="f">
            <ListFilter aria-hidden /> {word}
          </Button>
        }
      />
      {filters.length > 0 && <Chips {...props} onChange={put} />}
    </>
  )
}
