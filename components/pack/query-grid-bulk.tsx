'use client'
// Above the query table: search and adding, or, once something is selected, what can be done to all of
// it at once.
import { ArrowDown, ArrowUp, BookOpen, Copy, MoreHorizontal, Plus, Trash2, X } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'
import {
  Menu,
  MenuCheck,
  MenuChoice,
  MenuItem,
  MenuLabel,
  MenuSeparator,
} from '@/components/ui/menu'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import {
  intervalText,
  type Mode,
  modeFields,
  modes,
  platformsOf,
  withPlatform,
} from './query-grid-words'
import type { GridActs } from './use-query-grid'

type ToolbarProps = {
  filter: string
  onFilter: (text: string) => void
  shown: number
  total: number
  /** Checks of SQL still to come. */
  pending: number
  noWrite: string | undefined
  onAdd: () => void
  onLibrary: () => void
}

function Counts({ shown, total, pending }: Pick<ToolbarProps, 'shown' | 'total' | 'pending'>) {
  const all = formatNoun(total, 'query', 'queries')
  return (
    <span className="whitespace-nowrap text-fg-muted text-meta tabular-nums max-sm:sr-only">
      {shown === total ? all : `${formatCount(shown)} of ${all}`}
      {pending > 0 && `, checking ${formatCount(pending)}`}
    </span>
  )
}

export function QueryToolbar(props: ToolbarProps) {
  const { filter, onFilter, noWrite, onAdd, onLibrary } = props
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b p-2">
      <SearchInput
        label="Filter queries"
        value={filter}
        onChange={onFilter}
        className="w-auto min-w-32 flex-1"
      />
      <Counts {...props} />
      <Button onClick={onAdd} disabledReason={noWrite} data-add-query="">
        <Plus aria-hidden /> Add <span className="max-sm:sr-only">query</span>{' '}
        <Kbd keys="n" className="max-sm:hidden" />
      </Button>
      <IconButton
        label="Add from the library"
        variant="secondary"
        onClick={onLibrary}
        disabledReason={noWrite}
      >
        <BookOpen aria-hidden />
      </IconButton>
    </div>
  )
}

const usualIntervals = [300, 900, 3600, 21_600, 86_400]

type BulkProps = {
  queries: readonly DraftQuery[]
  acts: GridActs
  onCopy: () => void
}

/** What all of them say, undefined when they differ. */
function common<V>(queries: readonly DraftQuery[], read: (query: DraftQuery) => V): V | undefined {
  const [first, ...rest] = queries.map(read)
  return rest.every((value) => value === first) ? first : undefined
}

function IntervalMenu({ queries, acts }: Omit<BulkProps, 'onCopy'>) {
  const held = common(queries, ({ interval }) => interval)
  const choices = [...new Set([...usualIntervals, ...(held === undefined ? [] : [held])])]
  return (
    <Menu trigger={<Button size="small">Every</Button>}>
      <MenuChoice
        label="Runs every"
        value={String(held ?? '')}
        onChange={(value) => acts.patch({ interval: Number(value) })}
        options={choices
          .sort((one, other) => one - other)
          .map((seconds) => ({ value: String(seconds), label: intervalText(seconds) }))}
      />
    </Menu>
  )
}

const modeOf = ({ snapshot, removed }: DraftQuery): Mode =>
  snapshot ? 'snapshot' : removed ? 'differential' : 'added only'

function ModeMenu({ queries, acts }: Omit<BulkProps, 'onCopy'>) {
  return (
    <Menu trigger={<Button size="small">Mode</Button>}>
      <MenuChoice
        label="Reports"
        value={common(queries, modeOf) ?? ''}
        onChange={(value) => {
          const mode = modes.find((each) => each === value)
          if (mode) acts.patch(modeFields[mode])
        }}
        options={modes.map((mode) => ({ value: mode, label: mode }))}
      />
    </Menu>
  )
}

function PlatformMenu({ queries, acts }: Omit<BulkProps, 'onCopy'>) {
  const held = common(queries, ({ platform }) => platform) ?? ''
  const on = platformsOf(held) ?? []
  return (
    <Menu trigger={<Button size="small">Platform</Button>}>
      <MenuLabel>Runs on</MenuLabel>
      {tablePlatforms.map((platform) => (
        <MenuCheck
          key={platform}
          checked={on.includes(platform)}
          onChange={(checked) => acts.patch({ platform: withPlatform(held, platform, checked) })}
        >
          {platformNames[platform]}
        </MenuCheck>
      ))}
    </Menu>
  )
}

function MoreMenu({ acts, onCopy }: Omit<BulkProps, 'queries'>) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More for the selection">
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<ArrowUp aria-hidden />} keys="Alt ↑" onSelect={() => acts.shift(-1)}>
        Move up
      </MenuItem>
      <MenuItem icon={<ArrowDown aria-hidden />} keys="Alt ↓" onSelect={() => acts.shift(1)}>
        Move down
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Copy aria-hidden />} onSelect={acts.duplicate}>
        Duplicate here
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} onSelect={onCopy}>
        Copy to another pack
      </MenuItem>
    </Menu>
  )
}

/** Takes the place of the toolbar while queries are selected. */
export function BulkBar({ queries, acts, onCopy }: BulkProps) {
  const off = queries.every(({ disabled }) => disabled)
  return (
    <div
      role="toolbar"
      aria-label="Selected queries"
      onKeyDown={(event) => {
        if (event.key === 'Escape') acts.clear()
      }}
      className="flex flex-wrap items-center gap-1.5 border-line border-b bg-selected p-2"
    >
      <IconButton label="Clear the selection (Esc)" onClick={acts.clear}>
        <X aria-hidden />
      </IconButton>
      <span className="me-auto whitespace-nowrap font-medium tabular-nums">
        {formatCount(queries.length)} selected
      </span>
      <IntervalMenu queries={queries} acts={acts} />
      <ModeMenu queries={queries} acts={acts} />
      <PlatformMenu queries={queries} acts={acts} />
      <Button size="small" onClick={() => acts.patch({ disabled: !off })}>
        Switch {off ? 'on' : 'off'}
      </Button>
      <Button size="small" onClick={acts.remove}>
        <Trash2 aria-hidden /> Delete
      </Button>
      <MoreMenu acts={acts} onCopy={onCopy} />
    </div>
  )
}
