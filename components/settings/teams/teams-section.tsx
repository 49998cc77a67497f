'use client'
// Settings, Teams: who shares what, and how much each holds.
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SettingsPage } from '@/components/settings/settings-page'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { toast } from '@/components/ui/toast'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Team } from '@/lib/wire/teams'
import { TeamForm } from './team-form'

type TeamsSectionProps = {
  teams: readonly Team[]
  /** Why the viewer may not make one. */
  noCreate: string | undefined
}

const cell = 'px-3 py-2 align-top'
const wide = 'max-md:hidden'

type CountProps = { value: number; href?: string; label: string; look?: string }

function Count({ value, href, label, look = '' }: CountProps) {
  const text = formatCount(value)
  return (
    <td className={`${cell} ${look} text-end tabular-nums`}>
      {href && value > 0 ? (
        <Link
          href={href}
          aria-label={label}
          className="inline-flex min-h-6 text-accent-fg hover:underline"
        >
          {text}
        </Link>
      ) : (
        text
      )}
    </td>
  )
}

function Row({ team }: { team: Team }) {
  const { id, name, description, host_count, user_count } = team
  const of = (noun: string) => `${noun} of ${name}`
  return (
    <tr className="border-line border-t">
      <td className={`${cell} ps-4`}>
        <Link
          href={`/settings/teams/${id}`}
          className="inline-flex min-h-6 max-w-72 truncate font-medium text-accent-fg hover:underline"
        >
          {name}
        </Link>
        {description !== '' && (
          <p className="line-clamp-2 max-w-96 text-fg-muted text-meta">{description}</p>
        )}
      </td>
      <Count value={host_count} href={`/hosts?team_id=${id}`} label={of('Hosts')} />
      <Count value={user_count} label={of('Members')} />
      <Count
        value={team.secret_count}
        href={`/settings/secrets?team_id=${id}`}
        label={of('Enrol secrets')}
        look={wide}
      />
      <Count
        value={team.pack_count}
        href={`/packs?team_id=${id}`}
        label={of('Packs')}
        look={wide}
      />
      <Count
        value={team.query_count}
        href={`/queries?team_id=${id}`}
        label={of('Queries')}
        look={`${wide} pe-4`}
      />
    </tr>
  )
}

const heads = [
  { label: 'Hosts', look: '' },
  { label: 'Members', look: '' },
  { label: 'Secrets that enrol', look: wide },
  { label: 'Packs', look: wide },
  { label: 'Queries', look: `${wide} pe-4` },
]

function Table({ teams }: { teams: readonly Team[] }) {
  return (
    <div className="pb-2">
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-fg-muted text-meta">
            <th scope="col" className="px-3 py-2 ps-4 text-start font-medium">
              Team
            </th>
            {heads.map(({ label, look }) => (
              <th key={label} scope="col" className={`px-3 py-2 text-end font-medium ${look}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <Row key={team.id} team={team} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function TeamsSection({ teams, noCreate }: TeamsSectionProps) {
  const router = useRouter()
  const [creating, setCreating] = useState(false)
  const create = (
    <Button disabledReason={noCreate} onClick={() => setCreating(true)}>
      <Plus aria-hidden /> New team
    </Button>
  )
  return (
    <SettingsPage slug="teams" title="Teams" wide actions={create}>
      <Card flush title={formatNoun(teams.length, 'team')}>
        {teams.length === 0 ? (
          <EmptyState title="No team yet">
            A team has hosts, people, enrol secrets, packs and agent options of its own. Without
            any, everybody with a role sees every host.
          </EmptyState>
        ) : (
          <Table teams={teams} />
        )}
      </Card>
      {creating && (
        <TeamForm
          onClose={() => setCreating(false)}
          onSaved={({ id, name }) => {
            setCreating(false)
            toast.done(`${name} is made`)
            router.push(`/settings/teams/${id}`)
            router.refresh()
          }}
        />
      )}
    </SettingsPage>
  )
}
