// The members of a team as the page changes them: one call, then the page is read again.
import { useRouter } from 'next/navigation'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Role } from '@/lib/wire/roles'
import { TeamReply } from '@/lib/wire/teams'
import { teamsPath } from './team-form'

export const roleWords: Record<Role, string> = {
  observer: 'Observer',
  observer_plus: 'Observer+',
  maintainer: 'Maintainer',
  admin: 'Admin',
  gitops: 'GitOps',
}
export const roleChoices = Role.options.map((value) => ({ value, label: roleWords[value] }))

type Change = { id: number; role: Role | null }

export function useMembers(teamId: number) {
  const { refresh } = useRouter()
  const { busy, error, run, clear } = useCall()
  const change = (users: Change[], done: string, then: () => void = () => undefined) =>
    run(async () => {
      await api(TeamReply, `${teamsPath}/${teamId}/users`, { method: 'PATCH', body: { users } })
      toast.done(done)
      then()
      refresh()
    })
  return { busy, error, change, clear }
}
