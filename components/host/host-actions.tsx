'use client'
// What can be done to one host: read its vitals again, move it to a team, delete it.
import { ArrowRightLeft, MoreHorizontal, Radio, RotateCw, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { HostBulkDialog } from '@/components/hosts/host-bulk-dialog'
import type { Question } from '@/components/hosts/use-host-bulk'
import { Button, ButtonLink, IconButton } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { api, failureOf } from '@/lib/client/api'
import { Unread } from '@/lib/wire/frame'
import type { HostDetail } from '@/lib/wire/hosts'

export type HostRights = { noWrite: string | undefined; noRefetch: string | undefined }
type Team = { id: number; name: string }
type HostMenuProps = {
  teams: readonly Team[]
  noWrite: HostRights['noWrite']
  onAsk: (action: 'delete' | 'transfer') => void
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

type HostActionsProps = {
  host: HostDetail
  teams: readonly Team[]
  rights: HostRights & { noAsk: string | undefined }
}

/** The dialog of an act on this one host, in the words of acts on many. */
function useAsked({ host, teams }: Pick<HostActionsProps, 'host' | 'teams'>) {
  const router = useRouter()
  const [question, setQuestion] = useState<Question>()
  const ask = (action: 'delete' | 'transfer') =>
    setQuestion({ action, chosen: { ids: [host.id], name: host.display_name, count: 1 } })
  const done = () => {
    if (question?.action === 'delete') router.push('/hosts')
    else router.refresh()
    setQuestion(undefined)
  }
  const dialog = (
    <HostBulkDialog
      question={question}
      onQuestion={setQuestion}
      names={{ labels: [], teams: [...teams, { id: null, name: 'No team' }] }}
      onClose={() => setQuestion(undefined)}
      onDone={done}
    />
  )
  return { ask, dialog }
}

export function HostActions({ host, teams, rights }: HostActionsProps) {
  const router = useRouter()
  const { ask, dialog } = useAsked({ host, teams })
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
      {rights.noAsk === undefined && (
        <ButtonLink href={`/live?hosts=${host.id}`}>
          <Radio aria-hidden /> Live query
        </ButtonLink>
      )}
      <Button onClick={refetch} disabledReason={rights.noRefetch}>
        <RotateCw aria-hidden /> Refetch
      </Button>
      <HostMenu teams={teams} noWrite={rights.noWrite} onAsk={ask} />
      {dialog}
    </>
  )
}
