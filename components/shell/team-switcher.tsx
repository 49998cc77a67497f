'use client'
// Which team the whole console shows. It lives in the address as team_id; there is none to choose
// from on a server without teams, and then this is the product's name.
import { Check, ChevronsUpDown, Users } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { cn } from '@/components/ui/cn'
import { Menu, MenuChoice } from '@/components/ui/menu'
import type { ShellTeam } from './viewer'

function useTeamId(): [string, (next: string) => void] {
  const router = useRouter()
  const pathname = usePathname()
  const search = useSearchParams()
  const change = (next: string) => {
    const params = new URLSearchParams(search)
    if (next === 'all') params.delete('team_id')
    else params.set('team_id', next)
    const query = params.toString()
    router.push(query ? `${pathname}?${query}` : pathname)
  }
  return [search.get('team_id') ?? 'all', change]
}

type TeamSwitcherProps = { teams: readonly ShellTeam[]; labelClass: string }

export function TeamSwitcher({ teams, labelClass }: TeamSwitcherProps) {
  const [teamId, change] = useTeamId()
  if (teams.length === 0) return <Name labelClass={labelClass} />
  const current = teams.find((team) => String(team.id) === teamId)
  const trigger = (
    <button
      type="button"
      aria-label={`Team: ${current?.name ?? 'All teams'}`}
      className="flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-2 font-semibold hover:bg-hover"
    >
      <Users aria-hidden className="text-fg-muted" />
      <span className={cn('flex-1 truncate text-start', labelClass)}>
        {current?.name ?? 'All teams'}
      </span>
      <ChevronsUpDown aria-hidden className={cn('size-3.5! text-fg-subtle', labelClass)} />
    </button>
  )
  return (
    <Menu trigger={trigger}>
      <MenuChoice
        label="Show"
        value={current ? teamId : 'all'}
        onChange={change}
        options={[
          { value: 'all', label: 'All teams' },
          ...teams.map((team) => ({ value: String(team.id), label: team.name })),
        ]}
      />
    </Menu>
  )
}

function Name({ labelClass }: { labelClass: string }) {
  return (
    <span className="flex h-9 items-center gap-2 px-2 font-semibold">
      <span aria-hidden className="grid size-4 place-items-center rounded-sm bg-ink text-on-ink">
        <Check className="size-3!" />
      </span>
      <span className={labelClass}>Muster</span>
    </span>
  )
}
