'use client'
// What can be done to a pack here: switch it, take it away, take it out. Each says how many hosts
// before it can be pressed.
import { Copy, Download, MoreHorizontal, Play, Power, Rows3, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api, failureOf } from '@/lib/client/api'
import { formatClock, formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { Unread } from '@/lib/wire/frame'
import { PackHosts } from '@/lib/wire/pack-hosts'
import { type Pack, PackReply } from '@/lib/wire/packs'
import { PackRunDialog } from './pack-run'

type Asked = 'switch' | 'delete' | 'run' | undefined

function useReach(pack: Pack, wanted: boolean) {
  const path = wanted ? `/api/v1/fleet/packs/${pack.id}/hosts?limit=500` : null
  return usePoll(PackHosts, path, 30).value
}

type ChangeProps = { pack: Pack; open: boolean; onOpenChange: (open: boolean) => void }

/** "on 912 hosts by 14:08, on 128 offline ones when they return"; `by` is a time on the clock. */
function reachInWords({ count, online }: PackHosts, by: string): string {
  const away = count - online
  const later = `on ${formatCount(away)} offline ${away === 1 ? 'one when it returns' : 'ones when they return'}`
  if (online === 0) return count === 0 ? 'no host has it now' : later
  const soon = `on ${formatNoun(online, 'host')} by ${by}`
  return away === 0 ? soon : `${soon}, ${later}`
}

/** When the slowest of the hosts online will have fetched its configuration, as a clock says it. */
function useDeadline(reach: PackHosts | undefined): string {
  const now = useNow()
  const zone = useZone()
  const waits = (reach?.hosts ?? [])
    .filter(({ status }) => status === 'online')
    .map(({ config_tls_refresh }) => config_tls_refresh)
  return formatClock(now + Math.max(60, ...waits) * 1000, zone).slice(0, 5)
}

type SwitchEffectProps = { pack: Pack; on: boolean; reach: PackHosts | undefined }

/** What starts or stops where, and what that does to results. */
function SwitchEffect({ pack, on, reach }: SwitchEffectProps) {
  const by = useDeadline(reach)
  const one = pack.query_count === 1
  const starts = one ? 'starts' : 'start'
  const stops = one ? 'stops' : 'stop'
  return (
    <>
      <p>
        {formatNoun(pack.query_count, 'query', 'queries')} {on ? starts : stops}
        {reach ? `: ${reachInWords(reach, by)}.` : '. Counting the hosts.'}
      </p>
      <p>
        {on
          ? 'Differential queries report all their rows as added at first.'
          : 'Stored results stay. If it is off for more than a week, differential queries report everything as added again.'}
      </p>
    </>
  )
}

function SwitchDialog({
  pack,
  open,
  onOpenChange,
  onChanged,
}: ChangeProps & { onChanged: () => void }) {
  const router = useRouter()
  const reach = useReach(pack, open)
  const on = pack.disabled
  const call = useCall()
  const change = async () => {
    const path = `/api/v1/fleet/packs/${pack.id}`
    await api(Unread, path, { method: 'PATCH', body: { disabled: !on } })
    onOpenChange(false)
    announce(`${pack.name} is ${on ? 'on' : 'off'}`)
    toast.done(`${pack.name} is switched ${on ? 'on' : 'off'}`)
    onChanged()
    router.refresh()
  }
  const hosts = reach ? formatNoun(reach.count, 'host') : 'its hosts'
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Switch ${on ? 'on' : 'off'} ${pack.name} on ${hosts}?`}
      keepLabel={on ? 'Keep off' : 'Keep on'}
      goLabel={`Switch ${on ? 'on' : 'off'} on ${hosts}`}
      onConfirm={() => call.run(change)}
      busy={call.busy || reach === undefined}
      error={call.error}
      hosts={reach?.count ?? 0}
    >
      <SwitchEffect pack={pack} on={on} reach={reach} />
    </ConfirmDialog>
  )
}

function DeleteDialog({ pack, open, onOpenChange }: ChangeProps) {
  const router = useRouter()
  const reach = useReach(pack, open && !pack.disabled)
  const count = pack.disabled ? 0 : reach?.count
  const by = useDeadline(reach)
  const call = useCall()
  const remove = async () => {
    await api(Unread, `/api/v1/fleet/packs/id/${pack.id}`, { method: 'DELETE', body: {} })
    toast.done(`${pack.name} is deleted`, { detail: 'Its stored results stay.' })
    router.push('/packs')
  }
  const effect: ReactNode = pack.disabled
    ? 'It is off, so no host runs it now.'
    : reach
      ? `Its ${formatNoun(pack.query_count, 'query', 'queries')} stop: ${reachInWords(reach, by)}.`
      : 'Counting the hosts.'
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${pack.name}${count ? ` from ${formatNoun(count, 'host')}` : ''}?`}
      keepLabel="Keep the pack"
      goLabel="Delete the pack"
      danger
      onConfirm={() => call.run(remove)}
      busy={call.busy || count === undefined}
      error={call.error}
      hosts={count ?? 0}
    >
      <p>{effect}</p>
      <p>
        Stored results stay. The pack itself cannot be brought back; export it first if in doubt.
      </p>
    </ConfirmDialog>
  )
}

export type PackAsked = Asked

type PackActionsProps = {
  pack: Pack
  noWrite: string | undefined
  /** Why this viewer may not ask its queries now. */
  noRun: string | undefined
  asked: Asked
  onAsk: (asked: Asked) => void
  /** The pack on the server is another now. */
  onChanged: () => void
}

function ExportMenu({ pack }: { pack: Pack }) {
  const take = (format: string) => () =>
    window.location.assign(`/api/v1/fleet/packs/${pack.id}/export?format=${format}`)
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          <Download aria-hidden /> Export
        </Button>
      }
    >
      <MenuItem onSelect={take('osquery')}>osquery JSON</MenuItem>
      <MenuItem onSelect={take('yaml')}>YAML</MenuItem>
    </Menu>
  )
}

type MoreProps = Pick<PackActionsProps, 'pack' | 'noWrite' | 'onAsk'>

/** Makes a copy, switched off, and goes there. */
function useClone(pack: Pack) {
  const router = useRouter()
  return () =>
    api(PackReply, `/api/v1/fleet/packs/${pack.id}/clone`, { method: 'POST', body: {} }).then(
      (reply) => {
        toast.done(`${reply.pack.name} is made, switched off`)
        router.push(`/packs/${reply.pack.id}`)
      },
      (error: unknown) => toast.failed(`${pack.name} was not copied`, failureOf(error).message),
    )
}

function MoreMenu({ pack, noWrite, onAsk }: MoreProps) {
  const onClone = useClone(pack)
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More" variant="secondary">
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<Rows3 aria-hidden />} href={`/results?pack_id=${pack.id}`}>
        Results
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} disabledReason={noWrite} onSelect={onClone}>
        Clone
      </MenuItem>
      <MenuItem
        icon={<Power aria-hidden />}
        disabledReason={noWrite}
        onSelect={() => onAsk('switch')}
      >
        Switch {pack.disabled ? 'on' : 'off'}
      </MenuItem>
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={noWrite}
        onSelect={() => onAsk('delete')}
      >
        Delete
      </MenuItem>
    </Menu>
  )
}

export function PackActions(props: PackActionsProps) {
  const { pack, noWrite, noRun, asked, onAsk, onChanged } = props
  const close = (open: boolean) => onAsk(open ? asked : undefined)
  return (
    <>
      <Button disabledReason={noRun} onClick={() => onAsk('run')}>
        <Play aria-hidden /> Run now
      </Button>
      <ExportMenu pack={pack} />
      <MoreMenu pack={pack} noWrite={noWrite} onAsk={onAsk} />
      <SwitchDialog
        pack={pack}
        open={asked === 'switch'}
        onOpenChange={close}
        onChanged={onChanged}
      />
      <DeleteDialog pack={pack} open={asked === 'delete'} onOpenChange={close} />
      <PackRunDialog pack={pack} open={asked === 'run'} onOpenChange={close} />
    </>
  )
}
