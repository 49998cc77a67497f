'use client'
// What groups are made by and how they are listed: columns, words, order, live or held, and the file.
import { ArrowDownToLine, ChevronDown, Download, Pause, Radio } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { Menu, MenuCheck, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { Select } from '@/components/ui/select'
import { formatClock, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { type Groups, type GroupsView, groupsParams } from '@/lib/client/use-groups'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { columnsText } from './group-words'
import { saveFile } from './share-menu'

export type Change = (patch: UrlPatch, mode?: 'push' | 'replace') => void

const shownMax = 3

type WordOf = (name: string) => string

const plainWord: WordOf = (name) => (name === '' ? '(empty)' : name)

function byWords(columns: readonly string[], wordOf: WordOf): string {
  if (columns.length === 0) return 'Group by'
  const more = columns.length - shownMax
  const shown = columns.slice(0, shownMax).map(wordOf).join(', ')
  return `Group by ${shown}${more > 0 ? ` and ${more} more` : ''}`
}

type PickerProps = {
  all: readonly string[]
  chosen: readonly string[]
  isOwn: boolean
  change: Change
  /** What a column is called, where some are ours. */
  wordOf?: WordOf
}

/** The last column stays: rows cannot be grouped by nothing. */
export function ColumnPicker(props: PickerProps) {
  const { all, chosen, isOwn, change, wordOf = plainWord } = props
  const toggle = (name: string, on: boolean) => {
    const next = all.filter((one) => (one === name ? on : chosen.includes(one)))
    change({ by: columnsText(next), group: undefined })
  }
  return (
    <Menu
      className="max-h-80 overflow-y-auto"
      trigger={
        <Button className="max-w-full min-w-0">
          <span className="truncate">{byWords(chosen, wordOf)}</span> <ChevronDown aria-hidden />
        </Button>
      }
    >
      {all.map((name) => (
        <MenuCheck
          key={name}
          checked={chosen.includes(name)}
          disabled={chosen.length === 1 && chosen[0] === name}
          onChange={(on) => toggle(name, on)}
        >
          <span className="mono">{wordOf(name)}</span>
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuItem
        onSelect={() => change({ by: undefined, group: undefined })}
        disabledReason={isOwn ? undefined : 'These are the columns that Muster chose'}
      >
        Let Muster choose
      </MenuItem>
    </Menu>
  )
}

const orders = [
  { value: 'hosts', label: 'Most hosts first' },
  { value: 'hosts-asc', label: 'Fewest hosts first' },
  { value: 'first', label: 'First seen first' },
  { value: 'first-desc', label: 'Newest first' },
] as const

export type OrderName = (typeof orders)[number]['value']

export const orderOf = (text: string | null): OrderName =>
  orders.find(({ value }) => value === text)?.value ?? 'hosts'

type ToolbarProps = PickerProps & { words: string; order: OrderName }

export function GroupToolbar({ words, order, ...picker }: ToolbarProps) {
  const { change } = picker
  return (
    <>
      <SearchInput
        label="Search groups"
        value={words}
        onChange={(next) => change({ holds: next || undefined }, 'replace')}
        className="max-sm:w-full"
      />
      {picker.all.length > 0 && <ColumnPicker {...picker} />}
      <Select
        label="Order"
        options={orders}
        value={order}
        onChange={(next) => change({ group_order: next === 'hosts' ? undefined : next })}
        className="w-44"
      />
    </>
  )
}

type LiveProps = {
  groups: Groups
  open: boolean
  following: boolean
  onFollow: (following: boolean) => void
}

/** "3 new groups since 14:02:02 [Show]", or whether they come by themselves. */
export function LiveGroups({ groups, open, following, onFollow }: LiveProps) {
  const zone = useZone()
  const fresh = groups.reply?.new_groups ?? 0
  if (!following && fresh > 0 && groups.listedAt !== undefined) {
    return (
      <Button data-live onClick={groups.show}>
        <ArrowDownToLine aria-hidden /> {formatNoun(fresh, 'new group')} since{' '}
        {formatClock(groups.listedAt, zone)}
        <span className="font-semibold">Show</span>
      </Button>
    )
  }
  if (!open) return null
  return following ? (
    <Button
      data-live
      aria-pressed
      onClick={() => onFollow(false)}
      className="border-accent text-accent-fg"
    >
      <Radio aria-hidden /> Live
    </Button>
  ) : (
    <Button data-live aria-pressed={false} onClick={() => onFollow(true)}>
      <Pause aria-hidden /> Live
    </Button>
  )
}

/** The groups as they are listed, all of them. */
export function GroupsFile({ id, view }: { id: number; view: GroupsView }) {
  return (
    <IconButton
      label="Export the groups as CSV"
      onClick={() => saveFile(`/api/v1/fleet/campaigns/${id}/groups.csv?${groupsParams(view)}`)}
    >
      <Download aria-hidden />
    </IconButton>
  )
}
