'use client'
// The columns of the labels, and one label as a card on a phone.
import { MoreHorizontal, PanelRight, Radio, Server, Trash2 } from 'lucide-react'
import { createContext, useContext } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { menuColumn } from '@/components/ui/grid/menu-column'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Label } from '@/lib/wire/labels'
import { kindOf, kindWords, usedBySentence } from './label-words'

export type LabelActs = {
  open: (label: Label) => void
  remove: (label: Label) => void
  /** Why the viewer may not change labels, if they may not. */
  noWrite: string | undefined
}

export const LabelActsContext = createContext<LabelActs>({
  open: () => undefined,
  remove: () => undefined,
  noWrite: 'Not here',
})

export const noChange = (label: Label, noWrite: string | undefined) =>
  kindOf(label) === 'builtin' ? 'Built-in labels follow what hosts report' : noWrite

function LabelMenu({ label, inGrid = true }: { label: Label; inGrid?: boolean }) {
  const { open, remove, noWrite } = useContext(LabelActsContext)
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Actions on ${label.name}`} {...(inGrid ? { tabIndex: -1 } : {})}>
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<PanelRight aria-hidden />} onSelect={() => open(label)}>
        Open
      </MenuItem>
      <MenuItem icon={<Server aria-hidden />} href={`/hosts?label_id=${label.id}`}>
        Hosts
      </MenuItem>
      <MenuItem icon={<Radio aria-hidden />} href={`/live?labels=${label.id}`}>
        Ask these hosts
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={noChange(label, noWrite)}
        onSelect={() => remove(label)}
      >
        Delete
      </MenuItem>
    </Menu>
  )
}

function Name({ label }: { label: Label }) {
  const { open } = useContext(LabelActsContext)
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => open(label)}
      className="max-w-full truncate rounded-sm text-start hover:underline"
    >
      {label.name}
    </button>
  )
}

const What = ({ label }: { label: Label }) => {
  const { query, description } = label
  if (query === '') return <span className="truncate text-fg-muted">{description}</span>
  return <span className="mono truncate text-fg-muted">{query.trim().split('\n', 1)[0]}</span>
}

/** Those that failed keep the verdict that they had, so they are told apart. */
function Evaluated({ label }: { label: Label }) {
  const kind = kindOf(label)
  if (kind === 'builtin') return <span className="text-fg-subtle">as hosts report</span>
  if (kind === 'manual') return <span className="text-fg-subtle">by hand</span>
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Time at={label.evaluated_at} />
      {label.errors > 0 && <ToneBadge tone="bad">{formatCount(label.errors)} failed</ToneBadge>}
    </span>
  )
}

export const labelColumns: readonly GridColumn<Label>[] = [
  {
    id: 'name',
    label: 'Name',
    value: ({ name }) => name,
    draw: (label) => <Name label={label} />,
    orderKey: 'name',
    width: 220,
  },
  {
    id: 'kind',
    label: 'Kind',
    value: (label) => kindWords[kindOf(label)],
    draw: (label) => <Badge>{kindWords[kindOf(label)]}</Badge>,
    width: 96,
  },
  {
    id: 'hosts',
    label: 'Hosts',
    value: ({ count }) => count,
    draw: ({ count }) => <span className="tabular-nums">{formatCount(count)}</span>,
    width: 88,
  },
  {
    id: 'what',
    label: 'Who is in it',
    value: ({ query, description }) => query || description,
    draw: (label) => <What label={label} />,
    width: 240,
    grow: true,
  },
  {
    id: 'used',
    label: 'Used by',
    value: (label) => usedBySentence(label) || 'nobody',
    draw: (label) => usedBySentence(label) || <span className="text-fg-subtle">nobody</span>,
    width: 180,
  },
  {
    id: 'evaluated',
    label: 'Last evaluated',
    value: ({ evaluated_at }) => evaluated_at,
    draw: (label) => <Evaluated label={label} />,
    width: 180,
  },
  {
    id: 'created_at',
    label: 'Made',
    value: ({ created_at }) => created_at,
    draw: ({ created_at }) => <Time at={created_at} />,
    orderKey: 'created_at',
    hidden: true,
    width: 104,
  },
  menuColumn((label) => <LabelMenu label={label} />),
]

export function LabelCard({ label }: { label: Label }) {
  const { open } = useContext(LabelActsContext)
  const used = usedBySentence(label)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <button
          type="button"
          onClick={() => open(label)}
          className="min-h-6 min-w-0 flex-1 truncate rounded-sm text-start font-medium hover:underline pointer-coarse:min-h-11"
        >
          {label.name}
        </button>
        <Badge>{kindWords[kindOf(label)]}</Badge>
        <LabelMenu label={label} inGrid={false} />
      </div>
      <p className="text-fg-muted text-meta">
        {formatNoun(label.count, 'host')}, used by {used || 'nobody'}
        {kindOf(label) === 'sql' && (
          <>
            , evaluated <Time at={label.evaluated_at} />
          </>
        )}
      </p>
      {label.errors > 0 && (
        <p>
          <ToneBadge tone="bad">{formatNoun(label.errors, 'host')} failed</ToneBadge>
        </p>
      )}
    </div>
  )
}
