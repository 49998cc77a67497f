'use client'
// What can be done to a pack from its row: switch it, copy it, tag it, take it out or away. The page
// gives the deeds; a row that may not be changed says why.
import { Copy, Download, MoreHorizontal, Power, Tags, Trash2 } from 'lucide-react'
import { createContext, useContext } from 'react'
import { IconButton } from '@/components/ui/button'
import { Switch } from '@/components/ui/choice'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { Tooltip } from '@/components/ui/tooltip'
import type { PackSummary } from '@/lib/wire/pack-listing'
import type { BulkAction } from './bulk-words'

export type PackActs = {
  ask: (action: BulkAction, pack: PackSummary) => void
  tag: (pack: PackSummary) => void
  clone: (pack: PackSummary) => void
  /** Why this pack may not be changed by the viewer, if it may not. */
  noWrite: (pack: PackSummary) => string | undefined
}

const refusing: PackActs = {
  ask: () => undefined,
  tag: () => undefined,
  clone: () => undefined,
  noWrite: () => 'Not here',
}

export const PackActsContext = createContext<PackActs>(refusing)

type RowProps = { pack: PackSummary; inGrid?: boolean }

/** Asks before it moves: the switch shows what is stored, never what was pressed. */
export function PackSwitch({ pack, inGrid = true }: RowProps) {
  const { ask, noWrite } = useContext(PackActsContext)
  const reason = noWrite(pack)
  const control = (
    <Switch
      label={`${pack.name} is ${pack.disabled ? 'off' : 'on'}`}
      hideLabel
      checked={!pack.disabled}
      disabled={reason !== undefined}
      onChange={() => ask(pack.disabled ? 'enable' : 'disable', pack)}
      {...(inGrid ? { tabIndex: -1 } : {})}
      className="items-center [&>:first-child]:mt-0"
    />
  )
  return reason ? (
    <Tooltip text={reason}>
      <span>{control}</span>
    </Tooltip>
  ) : (
    control
  )
}

function Copies({ pack, reason }: { pack: PackSummary; reason: string | undefined }) {
  const { tag, clone } = useContext(PackActsContext)
  const exportPath = `/api/v1/fleet/packs/${pack.id}/export?format=osquery`
  return (
    <>
      <MenuItem icon={<Copy aria-hidden />} disabledReason={reason} onSelect={() => clone(pack)}>
        Clone
      </MenuItem>
      <MenuItem icon={<Tags aria-hidden />} disabledReason={reason} onSelect={() => tag(pack)}>
        Tags
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => window.location.assign(exportPath)}>
        Export as osquery JSON
      </MenuItem>
    </>
  )
}

export function PackMenu({ pack, inGrid = true }: RowProps) {
  const { ask, noWrite } = useContext(PackActsContext)
  const reason = noWrite(pack)
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Actions on ${pack.name}`} {...(inGrid ? { tabIndex: -1 } : {})}>
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Power aria-hidden />}
        disabledReason={reason}
        onSelect={() => ask(pack.disabled ? 'enable' : 'disable', pack)}
      >
        Switch {pack.disabled ? 'on' : 'off'}
      </MenuItem>
      <Copies pack={pack} reason={reason} />
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={reason}
        onSelect={() => ask('delete', pack)}
      >
        Delete
      </MenuItem>
    </Menu>
  )
}
