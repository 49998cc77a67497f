'use client'
// What can be done to one host: read its vitals again, move it to a team, delete it.
import { ArrowRightLeft, MoreHorizontal, RotateCw, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { api, failureOf } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import type { HostDetail } from '@/lib/wire/hosts'

export type HostRights = { noWrite: string | undefined; noRefetch: string | undefined }
type Team = { id: number; name: string }
type DialogProps = { host: HostDetail; open: boolean; onOpenChange: (open: boolean) => void }

function DeleteHost({ host, open, onOpenChange }: DialogProps) {
  const router = useRouter()
  const { busy, error, run: send } = useCall()
  const go = () =>
    send(async () => {
      await api(Unread, `/api/v1/fleet/hosts/${host.id}`, { method: 'DELETE', body: {} })
      toast.done(`${host.display_name} is deleted`)
      router.push('/hosts')
    })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete 1 host, ${host.display_name}?`}
      keepLabel="Keep the host"
      goLabel="Delete 1 host"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>Its result lines, status lines and keys go with it. Campaigns keep their counts.</p>
      <p>If its agent still runs, it is told to enrol anew and returns as another host.</p>
    </ConfirmDialog>
  )
}

type TeamFieldProps = { teams: readonly Team[]; team: string; onChange: (team: string) => void }

function TeamField({ teams, team, onChange }: TeamFieldProps) {
  return (
    <Field label="Team">
      <Select
        label="Team"
        value={team}
        onChange={onChange}
        options={[
          { value: '', label: 'No team' },
          ...teams.map(({ id, name: label }) => ({ value: String(id), label })),
        ]}
      />
    </Field>
  )
}

type TransferProps = DialogProps & { teams: readonly Team[] }

function TransferHost({ host, teams, open, onOpenChange }: TransferProps) {
  const router = useRouter()
  const { busy, error, run: send } = useCall()
  const [team, setTeam] = useState(String(host.team_id ?? ''))
  const name = teams.find(({ id }) => String(id) === team)?.name ?? 'no team'
  const go = () =>
    send(async () => {
      const body = { team_id: team === '' ? null : Number(team), hosts: [host.id] }
      await api(Unread, '/api/v1/fleet/hosts/transfer', { method: 'POST', body })
      toast.done(`${host.display_name} is now in ${name}`)
      onOpenChange(false)
      router.refresh()
    })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Transfer 1 host, ${host.display_name}?`}
      keepLabel={`Keep in ${host.team_name ?? 'no team'}`}
      goLabel={`Transfer to ${name}`}
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>
        It loses the packs and options of its team and gets those of the new one at its next
        refresh.
      </p>
      <TeamField teams={teams} team={team} onChange={setTeam} />
    </ConfirmDialog>
  )
}

type HostMenuProps = {
  teams: readonly Team[]
  noWrite: HostRights['noWrite']
  onAsk: (asked: 'delete' | 'transfer') => void
}

function HostMenu({ teams, noWrite, onAsk }: HostMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More" variant="secondary">
          <MoreHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuItem
        icon={<ArrowRightLeft aria-hidden />}
        disabledReason={noWrite ?? (teams.length === 0 ? 'There is no team yet' : undefined)}
        onSelect={() => onAsk('transfer')}
      >
        Transfer to a team
      </MenuItem>
      <MenuItem
        icon={<Trash2 aria-hidden />}
        danger
        disabledReason={noWrite}
        onSelect={() => onAsk('delete')}
      >
        Delete host
      </MenuItem>
    </Menu>
  )
}

type HostActionsProps = { host: HostDetail; teams: readonly Team[]; rights: HostRights }

export function HostActions({ host, teams, rights }: HostActionsProps) {
  const router = useRouter()
  const [asked, ask] = useState<'delete' | 'transfer'>()
  const close = (open: boolean) => ask((old) => (open ? old : undefined))
  const refetch = async () => {
    try {
      await api(Unread, `/api/v1/fleet/hosts/${host.id}/refetch`, { method: 'POST', body: {} })
      toast.done('Vitals are asked for at its next check-in')
      router.refresh()
    } catch (failure) {
      toast.failed('Vitals were not asked for', failureOf(failure).message)
    }
  }
  return (
    <>
      <Button onClick={refetch} disabledReason={rights.noRefetch}>
        <RotateCw aria-hidden /> Refetch
      </Button>
      <HostMenu teams={teams} noWrite={rights.noWrite} onAsk={ask} />
      <TransferHost host={host} teams={teams} open={asked === 'transfer'} onOpenChange={close} />
      <DeleteHost host={host} open={asked === 'delete'} onOpenChange={close} />
    </>
  )
}
