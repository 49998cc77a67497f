'use client'
// One team: who is in it, and the ways to its hosts, secrets, packs, queries and options.
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { z } from 'zod'
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { toast } from '@/components/ui/toast'
import { formatCount } from '@/lib/client/format'
import type { Team, TeamDetail } from '@/lib/wire/teams'
import type { Person } from './team-add'
import { TeamDelete } from './team-delete'
import { TeamForm } from './team-form'
import { TeamMembers } from './team-members'

type TeamSectionProps = {
  team: z.infer<typeof TeamDetail>
  people: readonly Person[]
  /** What the viewer may read of it beside its hosts. */
  may: { members: boolean; options: boolean; secrets: boolean }
  noWrite: string | undefined
  noMembers: string | undefined
  noAdd: string | undefined
}

/** Without a value, a way alone. */
type Way = { label: string; value?: string; href: string }

function waysOf(team: Team, may: TeamSectionProps['may']): Way[] {
  const { id } = team
  return [
    { label: 'Hosts', value: formatCount(team.host_count), href: `/hosts?team_id=${id}` },
    { label: 'Packs', value: formatCount(team.pack_count), href: `/packs?team_id=${id}` },
    { label: 'Queries', value: formatCount(team.query_count), href: `/queries?team_id=${id}` },
    ...(may.secrets
      ? [
          {
            label: 'Secrets that enrol',
            value: formatCount(team.secret_count),
            href: `/settings/secrets?team_id=${id}`,
          },
        ]
      : []),
    ...(may.options ? [{ label: 'Agent options', href: `/settings/options?team_id=${id}` }] : []),
  ]
}

function Ways({ ways }: { ways: readonly Way[] }) {
  return (
    <ul className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line">
      {ways.map(({ label, value, href }) => (
        <li key={label} className="flex-1 basis-36 bg-surface">
          <Link href={href} className="flex h-full flex-col p-4 hover:bg-hover">
            <span className="text-fg-muted">{label}</span>
            {value === undefined ? (
              <span className="mt-auto text-accent-fg">Open</span>
            ) : (
              <span className="text-figure text-fg tabular-nums">{value}</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function useDialogs() {
  const router = useRouter()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const close = () => setOpen(undefined)
  const saved = () => {
    close()
    toast.done('The team is saved')
    router.refresh()
  }
  const deleted = () => {
    toast.done('The team is deleted')
    router.push('/settings/teams')
    router.refresh()
  }
  return { open, setOpen, close, saved, deleted }
}

type ActionsProps = { noWrite: string | undefined; onOpen: (dialog: 'edit' | 'delete') => void }

function Actions({ noWrite, onOpen }: ActionsProps) {
  return (
    <>
      <Button disabledReason={noWrite} onClick={() => onOpen('edit')}>
        Edit
      </Button>
      <Button disabledReason={noWrite} onClick={() => onOpen('delete')}>
        Delete
      </Button>
    </>
  )
}

function Members({ team, people, may, noMembers, noAdd }: Omit<TeamSectionProps, 'noWrite'>) {
  if (may.members)
    return (
      <TeamMembers
        team={team}
        users={team.users}
        people={people}
        noWrite={noMembers}
        noAdd={noAdd}
      />
    )
  return (
    <Card title="Members">
      <p className="text-fg-muted">Shown to admins of the team.</p>
    </Card>
  )
}

export function TeamSection(props: TeamSectionProps) {
  const { team, may, noWrite } = props
  const { open, setOpen, close, saved, deleted } = useDialogs()
  return (
    <SettingsPage
      slug="teams"
      title={team.name}
      crumbs={[{ label: 'Teams', href: '/settings/teams' }]}
      actions={<Actions noWrite={noWrite} onOpen={setOpen} />}
      wide
    >
      {team.description !== '' && (
        <p className="max-w-[68ch] whitespace-pre-wrap text-fg-muted">{team.description}</p>
      )}
      <Ways ways={waysOf(team, may)} />
      <Members {...props} />
      {open === 'edit' && <TeamForm team={team} onSaved={saved} onClose={close} />}
      {open === 'delete' && <TeamDelete team={team} onDeleted={deleted} onClose={close} />}
    </SettingsPage>
  )
}
