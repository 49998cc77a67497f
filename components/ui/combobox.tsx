'use client'
// Many of a long list, with search, chips and a count for each choice. Searching may be remote: the
// caller then answers `onSearch` with new options and keeps what is chosen.
import { Combobox as Base } from '@base-ui/react/combobox'
import type { BaseUIEvent } from '@base-ui/react/types'
import { Check, X } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { formatCount } from '@/lib/client/format'
import { cn } from './cn'
import { fieldLook } from './input'
import { itemLook, popupLook } from './popup-look'

export type Choice = {
  id: string
  name: string
  /** How many hosts it stands for. */
  count?: number | undefined
  detail?: string | undefined
}

type ComboboxProps = {
  label: string
  options: readonly Choice[]
  value: readonly Choice[]
  onChange: (value: Choice[]) => void
  onSearch?: (text: string) => void
  /** A remote search is under way. */
  busy?: boolean
  placeholder?: string
  emptyText?: string
  disabled?: boolean
  className?: string
}

/** More are counted, not drawn: a group may name thousands of hosts. */
const chipsMax = 60

/** With the list closed, Escape is for what the box stands in, and does not take away what was chosen. */
function keepChosen(event: BaseUIEvent<KeyboardEvent<HTMLInputElement>>): void {
  const isOpen = event.currentTarget.getAttribute('aria-expanded') === 'true'
  if (event.key === 'Escape' && !isOpen) event.preventBaseUIHandler()
}

type ChipsProps = { label: string; value: readonly Choice[]; placeholder: string }

function Chips({ label, value, placeholder }: ChipsProps) {
  return (
    <>
      {value.slice(0, chipsMax).map((choice) => (
        <Base.Chip
          key={choice.id}
          className="flex h-6 max-w-full items-center gap-1 rounded-sm bg-accent-soft ps-2 text-body text-fg outline-none data-highlighted:outline-2 data-highlighted:outline-ring"
        >
          <span className="truncate">{choice.name}</span>
          {choice.count !== undefined && (
            <span className="text-fg-muted tabular-nums">{formatCount(choice.count)}</span>
          )}
          <Base.ChipRemove
            aria-label={`Remove ${choice.name}`}
            className="grid size-6 place-items-center rounded-sm text-fg-muted hover:text-fg"
          >
            <X aria-hidden className="size-3.5" />
          </Base.ChipRemove>
        </Base.Chip>
      ))}
      {value.length > chipsMax && (
        <span className="px-1 text-fg-muted tabular-nums">
          and {formatCount(value.length - chipsMax)} more
        </span>
      )}
      <Base.Input
        aria-label={label}
        placeholder={value.length === 0 ? placeholder : ''}
        onKeyDown={keepChosen}
        className="field-text h-6 min-w-24 flex-1 bg-transparent text-input outline-none"
      />
    </>
  )
}

function Row({ choice }: { choice: Choice }) {
  return (
    <Base.Item value={choice} className={itemLook}>
      <span className="flex w-4 shrink-0">
        <Base.ItemIndicator>
          <Check aria-hidden />
        </Base.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{choice.name}</span>
      {choice.detail && <span className="truncate text-fg-subtle">{choice.detail}</span>}
      {choice.count !== undefined && (
        <span className="text-fg-subtle tabular-nums">{formatCount(choice.count)}</span>
      )}
    </Base.Item>
  )
}

type ChoicesProps = { busy: boolean | undefined; text: string; emptyText: string }

function Choices({ busy, text, emptyText }: ChoicesProps) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} className="z-menu">
        <Base.Popup className={cn(popupLook, 'max-h-72 w-(--anchor-width) min-w-64')}>
          <Base.Status className="text-fg-subtle text-meta">
            {busy && <span className="block px-2 py-1">Searching for "{text}"</span>}
          </Base.Status>
          <Base.Empty>
            {!busy && <span className="block px-2 py-2 text-fg-subtle">{emptyText}</span>}
          </Base.Empty>
          <Base.List>{(choice: Choice) => <Row key={choice.id} choice={choice} />}</Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  )
}

/** The options, and what is chosen though no option names it any more. */
function useItems(options: readonly Choice[], value: readonly Choice[]): Choice[] {
  return useMemo(() => {
    const known = new Set(options.map((option) => option.id))
    return [...options, ...value.filter((choice) => !known.has(choice.id))]
  }, [options, value])
}

export function Combobox(props: ComboboxProps) {
  const { label, options, value, onChange, onSearch, busy, disabled = false } = props
  const { placeholder = 'Add', emptyText = 'Nothing of that name', className } = props
  const [text, setText] = useState('')
  const items = useItems(options, value)
  const search = (next: string) => {
    setText(next)
    onSearch?.(next)
  }
  return (
    <Base.Root
      multiple
      items={items}
      value={[...value]}
      onValueChange={onChange}
      inputValue={text}
      onInputValueChange={search}
      isItemEqualToValue={(one: Choice, other: Choice) => one.id === other.id}
      itemToStringLabel={(choice: Choice) => choice.name}
      {...(onSearch ? { filter: null } : {})}
      disabled={disabled}
      autoHighlight
    >
      <Base.InputGroup
        className={cn(
          fieldLook,
          'flex min-h-(--control) flex-wrap items-center gap-1 py-[3px] focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2',
          value.length === 0 ? 'px-2' : 'px-1',
          className,
        )}
      >
        <Base.Chips aria-label={label} className="flex min-w-0 flex-1 flex-wrap gap-1">
          <Chips label={label} value={value} placeholder={placeholder} />
        </Base.Chips>
      </Base.InputGroup>
      <Choices busy={busy} text={text} emptyText={emptyText} />
    </Base.Root>
  )
}
