'use client'
// What can be done to the selected hosts.
import { ArrowRightLeft, MoreHorizontal, Radio, RotateCw, Tag, Trash2 } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import type { Selection } from '@/components/ui/grid/use-selection'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import type { HostDeed } from '@/lib/wire/host-bulk'
import { livePath } from '@/lib/wire/live-search'
import { Selected } from '@/lib/wire/targets'
import type { HostRow } from './host-rows'
import type { Chosen } from './use-host-bulk'
import { filterOf } from './use-host-list'

export type ListRights = {
  /** Teams whose hosts the viewer may move and delete; null is no team. */
  writable: readonly (number | null)[]
  mayLabel: boolean
  mayAsk: boolean
}

type ActsProps = {
  selection: Selection<HostRow>
  params: URLSearchParams
  rights: ListRights
  ask: (action: HostDeed, chosen: Chosen) => void
}

function chosenOf({ selection, params }: ActsProps): Chosen {
  const { rows, isAll, count } = selection
  if (isAll) return { filter: filterOf(params), count }
  const [only] = rows
  const name = rows.length === 1 && only ? { name: only.name } : {}
  return { ids: rows.map(({ id }) => id), count, ...name }
}

/** What a live query takes for "all that match": labels and a team, nothing finer. */
function selectedOf({ selection, params }: ActsProps): Selected | undefined {
  if (!selection.isAll) return Selected.parse({ hosts: selection.rows.map(({ id }) => id) })
  const { label_id, team_id, selected, ...finer } = filterOf(params)
  if (Object.keys(finer).length > 0 || selected !== undefined) return undefined
  const labels = (label_id ?? '').split(',').filter(Boolean).map(Number)
  const teams = team_id === undefined ? [] : [Number(team_id)]
  const all = labels.length + teams.length === 0
  return Selected.parse({ labels, teams, all, label_match: 'all' })
}

function AskButton(props: ActsProps) {
  const selected = selectedOf(props)
  const href = selected && livePath({ selected })
  const reason = !props.rights.mayAsk
    ? 'Needs the observer role'
    : href === undefined
      ? 'A live query takes hosts one by one, labels and teams, not these filters'
      : undefined
  if (reason !== undefined || href === undefined)
    return (
      <Button size="small" disabledReason={reason}>
        <Radio aria-hidden /> Ask
      </Button>
    )
  return (
    <ButtonLink size="small" href={href}>
      <Radio aria-hidden /> Ask
    </ButtonLink>
  )
}

/** Of rows that are loaded it is known whether they may be changed; of the others the server says. */
function noWriteOf({ selection, rights }: ActsProps): string | undefined {
  const isWritable = selection.rows.every(({ team_id }) => rights.writable.includes(team_id))
  return isWritable ? undefined : 'Needs the maintainer role for each of these hosts'
}

function MoreActs(props: ActsProps & { noWrite: string | undefined; noLabel: string | undefined }) {
  const { ask, noWrite, noLabel } = props
  return (
    <Menu
      align="end"
      trigger={
        <Button size="small" aria-label="More actions on the selected hosts">
          <MoreHorizontal aria-hidden />
        </Button>
      }
    >
      <MenuItem
        icon={<Tag aria-hidden />}
        disabledReason={noLabel}
        onSelect={() => ask('unlabel', chosenOf(props))}
      >
        Take out of a label
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={noWrite}
        onSelect={() => ask('delete', chosenOf(props))}
      >
        Delete
      </MenuItem>
    </Menu>
  )
}

export function HostBulkActs(props: ActsProps) {
  const { rights, ask } = props
  const noWrite = noWriteOf(props)
  const noLabel = rights.mayLabel ? undefined : 'Needs the maintainer role for all hosts'
  return (
    <>
      <AskButton {...props} />
      <Button size="small" disabledReason={noLabel} onClick={() => ask('label', chosenOf(props))}>
        <Tag aria-hidden /> Add to label
      </Button>
      <Button
        size="small"
        disabledReason={noWrite}
        onClick={() => ask('transfer', chosenOf(props))}
      >
        <ArrowRightLeft aria-hidden /> Transfer
      </Button>
      <Button size="small" onClick={() => ask('refetch', chosenOf(props))}>
        <RotateCw aria-hidden /> Refetch
      </Button>
      <MoreActs {...props} noWrite={noWrite} noLabel={noLabel} />
    </>
  )
}
