'use client'
// The columns of the destinations, and one as a card on a phone.
import { MoreHorizontal, PanelRight, Pause, Play, RotateCcw, Send, Trash2 } from 'lucide-react'
import { useContext } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { menuColumn } from '@/components/ui/grid/menu-column'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Destination } from '@/lib/wire/destinations'
import { DestinationActsContext } from './destination-acts'
import { DeliveredSpark } from './destination-spark'
import { kindLabels, lagWords, rateWords, routeSentence, stateTones } from './destination-words'

type RowProps = { destination: Destination }

function DestinationMenu({ destination, inGrid = true }: RowProps & { inGrid?: boolean }) {
  const { open, test, turn, replay, remove } = useContext(DestinationActsContext)
  const paused = destination.state === 'paused'
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Actions on ${destination.name}`} {...(inGrid ? { tabIndex: -1 } : {})}>
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<PanelRight aria-hidden />} onSelect={() => open(destination)}>
        Open
      </MenuItem>
      <MenuItem icon={<Send aria-hidden />} onSelect={() => void test(destination)}>
        Send test event
      </MenuItem>
      <MenuItem
        icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        onSelect={() => void turn(destination, paused ? 'resume' : 'pause')}
      >
        {paused ? 'Resume' : 'Pause'}
      </MenuItem>
      <MenuItem icon={<RotateCcw aria-hidden />} onSelect={() => replay(destination)}>
        Replay from a time
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => remove(destination)}>
        Delete
      </MenuItem>
    </Menu>
  )
}

export function State({ destination: { state } }: RowProps) {
  return <ToneBadge tone={stateTones[state]}>{state}</ToneBadge>
}

function Name({ destination }: RowProps) {
  const { open } = useContext(DestinationActsContext)
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => open(destination)}
      className="max-w-full truncate rounded-sm text-start hover:underline"
    >
      {destination.name}
    </button>
  )
}

function Letters({ destination }: RowProps) {
  const { open } = useContext(DestinationActsContext)
  const { dead_letters, name } = destination
  if (dead_letters === 0) return <span className="text-fg-subtle tabular-nums">0</span>
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`${formatNoun(dead_letters, 'dead letter')} of ${name}`}
      onClick={() => open(destination, 'letters')}
      className="rounded-sm text-bad-fg tabular-nums underline"
    >
      {formatCount(dead_letters)}
    </button>
  )
}

export const destinationColumns: readonly GridColumn<Destination>[] = [
  {
    id: 'name',
    label: 'Name',
    value: ({ name }) => name,
    draw: (destination) => <Name destination={destination} />,
    width: 184,
  },
  {
    id: 'state',
    label: 'State',
    value: ({ state }) => state,
    draw: (destination) => <State destination={destination} />,
    width: 96,
  },
  {
    id: 'behind',
    label: 'Behind',
    value: ({ lag_seconds, lag_lines }) => (lag_lines === 0 ? 0 : lag_seconds),
    draw: (destination) => (
      <span className="truncate tabular-nums">
        {lagWords(destination) || <span className="text-fg-subtle">nothing</span>}
      </span>
    ),
    width: 168,
  },
  {
    id: 'kind',
    label: 'Kind',
    value: ({ kind }) => kindLabels[kind],
    width: 124,
  },
  {
    id: 'routes',
    label: 'Gets',
    value: ({ filter }) => routeSentence(filter),
    draw: ({ filter }) => <span className="truncate">{routeSentence(filter)}</span>,
    width: 160,
    grow: true,
  },
  {
    id: 'delivered',
    label: 'Lines a minute',
    value: ({ delivered_per_minute }) => delivered_per_minute.slice(-5).reduce((a, b) => a + b, 0),
    draw: ({ delivered_per_minute }) => (
      <span className="flex min-w-0 items-center gap-2">
        <DeliveredSpark minutes={delivered_per_minute} />
        <span className="tabular-nums">
          {rateWords(delivered_per_minute).replace(' a minute', '')}
        </span>
      </span>
    ),
    width: 160,
  },
  {
    id: 'retries',
    label: 'Retries',
    numeric: true,
    value: ({ retries }) => retries,
    draw: ({ retries }) => <span className="tabular-nums">{formatCount(retries)}</span>,
    width: 76,
  },
  {
    id: 'dead_letters',
    label: 'Dead letters',
    numeric: true,
    value: ({ dead_letters }) => dead_letters,
    draw: (destination) => <Letters destination={destination} />,
    width: 104,
  },
  menuColumn((destination) => <DestinationMenu destination={destination} />),
]

export function DestinationCard({ destination }: RowProps) {
  const { open } = useContext(DestinationActsContext)
  const { name, kind, filter, delivered_per_minute, dead_letters } = destination
  const behind = lagWords(destination)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <button
          type="button"
          onClick={() => open(destination)}
          className="min-h-6 min-w-0 flex-1 truncate rounded-sm text-start font-medium hover:underline pointer-coarse:min-h-11"
        >
          {name}
        </button>
        <State destination={destination} />
        <DestinationMenu destination={destination} inGrid={false} />
      </div>
      <p className="text-fg-muted text-meta">
        {kindLabels[kind]}: {routeSentence(filter).toLowerCase()}
      </p>
      <p className="text-fg-muted text-meta tabular-nums">
        {behind ? `${behind} behind` : 'Nothing waits'}, {rateWords(delivered_per_minute)}
        {dead_letters > 0 && `, ${formatNoun(dead_letters, 'dead letter')}`}
      </p>
    </div>
  )
}
