'use client'
// What is compared and how it is listed: hosts by name, only those that changed, by which columns.
import { ChevronDown, Download, RotateCw } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/button'
import { Switch } from '@/components/ui/choice'
import { SearchInput } from '@/components/ui/input'
import { Menu, MenuCheck, MenuItem } from '@/components/ui/menu'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { DiffReply } from '@/lib/wire/campaign-diffs'
import type { Change } from './group-toolbar'
import { columnsText } from './group-words'
import { saveFile } from './share-menu'

type PickerProps = { diff: DiffReply; change: Change }

function Columns({ diff: { columns }, change }: PickerProps) {
  const { shared, compared } = columns
  if (shared.length < 2) return null
  const words =
    compared.length === shared.length
      ? 'By all shared columns'
      : `By ${formatCount(compared.length)} of ${formatNoun(shared.length, 'column')}`
  return (
    <Menu
      className="max-h-80 overflow-y-auto"
      trigger={
        <Button>
          {words} <ChevronDown aria-hidden />
        </Button>
      }
    >
      {shared.map((name) => (
        <MenuCheck
          key={name}
          checked={compared.includes(name)}
          disabled={compared.length === 1 && compared[0] === name}
          onChange={(on) => {
            const next = shared.filter((one) => (one === name ? on : compared.includes(one)))
            change({ by: next.length === shared.length ? undefined : columnsText(next) })
          }}
        >
          <span className="mono">{name === '' ? '(empty)' : name}</span>
        </MenuCheck>
      ))}
    </Menu>
  )
}

type ToolsProps = {
  diff: DiffReply | undefined
  words: string
  all: boolean
  change: Change
  file: (kind: string) => string
  onAgain: () => void
}

export function CompareTools({ diff, words, all, change, file, onAgain }: ToolsProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search hosts"
        value={words}
        onChange={(next) => change({ host: next || undefined }, 'replace')}
        className="max-sm:w-full"
      />
      <Switch
        label="Only hosts that changed"
        checked={!all}
        onChange={(only) => change({ only: only ? undefined : 'all' })}
      />
      {diff && <Columns diff={diff} change={change} />}
      <span className="ms-auto flex items-center gap-1">
        <IconButton label="Read again" onClick={onAgain}>
          <RotateCw aria-hidden />
        </IconButton>
        <Menu
          align="end"
          trigger={
            <Button>
              <Download aria-hidden /> Export <ChevronDown aria-hidden />
            </Button>
          }
        >
          <MenuItem onSelect={() => saveFile(file('csv'))}>Added and removed rows as CSV</MenuItem>
          <MenuItem onSelect={() => saveFile(file('ndjson'))}>
            Added and removed rows as NDJSON
          </MenuItem>
        </Menu>
      </span>
    </div>
  )
}
